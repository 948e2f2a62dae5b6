//! Vectors of `path-mesh-bypass`.

use crate::rules::tester;

fn with(namespace: &str, pod: &str, spec: &str, more: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Namespace\nmetadata: {{name: x, labels: {{{namespace}}}}}\n---\n\
         apiVersion: v1\nkind: Service\nmetadata: {{name: web, namespace: x}}\nspec: {{type: NodePort, selector: {{app: web}}}}\n---\n\
         apiVersion: v1\nkind: Pod\nmetadata: {{name: web, namespace: x, labels: {{app: web}}}}\nspec: {{containers: [{{name: c}}]}}\n---\n\
         apiVersion: v1\nkind: Pod\nmetadata: {{name: db, namespace: x, labels: {{app: db}}{pod}}}\n\
         spec: {{{spec}containers: [{{name: c, ports: [{{containerPort: 80}}, {{containerPort: 81}}]}}]}}\n---\n{more}"
    )
}

fn policy(spec: &str) -> String {
    format!(
        "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: p, namespace: x}}\nspec: {spec}\n---\n"
    )
}

const DB: &str = "{selector: {matchLabels: {app: db}}}";
const SIDECAR: &str = "istio-injection: enabled";
const EXCLUDED: &str = ", annotations: {traffic.sidecar.istio.io/excludeInboundPorts: '15020,81'}";

#[test]
fn ports_of_the_application_that_the_sidecar_does_not_have() {
    let rule = tester::of(&super::PATH_MESH_BYPASS);
    let of = |pod: &str| with(SIDECAR, pod, "", &policy(DB));
    rule.fails(&of(EXCLUDED));
    rule.passes(&of(&EXCLUDED.replace(",81", "")));
    rule.fails(&of(", annotations: {traffic.sidecar.istio.io/includeInboundPorts: '80'}"));
    rule.passes(&of(", annotations: {traffic.sidecar.istio.io/includeInboundPorts: '*'}"));
    rule.passes(&of(""));
    rule.passes(&with("team: x", EXCLUDED, "", &policy(DB)));
}

#[test]
fn the_node_and_ambient_have_their_own_gaps() {
    let rule = tester::of(&super::PATH_MESH_BYPASS);
    rule.fails(&with(SIDECAR, "", "hostNetwork: true, ", &policy(DB)));
    rule.passes(&with("team: x", "", "hostNetwork: true, ", &policy(DB)));
    let bypass = ", annotations: {ambient.istio.io/bypass-inbound-capture: 'true'}";
    rule.fails(&with("istio.io/dataplane-mode: ambient", bypass, "", &policy(DB)));
    rule.passes(&with(SIDECAR, bypass, "", &policy(DB)));
}

#[test]
fn there_must_be_a_policy_to_go_around() {
    let rule = tester::of(&super::PATH_MESH_BYPASS);
    let of = |spec: &str| with(SIDECAR, EXCLUDED, "", &policy(spec));
    rule.passes(&with(SIDECAR, EXCLUDED, "", ""));
    rule.passes(&of("{rules: [{}]}"));
    rule.passes(&of("{selector: {matchLabels: {app: web}}}"));
    rule.passes(&of("{action: AUDIT, rules: [{}]}"));
    rule.fails(&of("{selector: {matchLabels: {app: db}}, action: DENY, rules: [{}]}"));
    rule.passes(
        &of(DB).replace("{name: p, namespace: x}", "{name: p, namespace: x, annotations: {istio.io/dry-run: 'true'}}"),
    );
}

#[test]
fn a_network_policy_closes_the_gap_and_without_a_door_nobody_comes() {
    let rule = tester::of(&super::PATH_MESH_BYPASS);
    let closed = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: n, namespace: x}\n\
                  spec: {podSelector: {matchLabels: {app: db}}, ingress: [{ports: [{port: 80}]}]}\n---\n";
    rule.passes(&with(SIDECAR, EXCLUDED, "", &(policy(DB) + closed)));
    rule.fails(&with(SIDECAR, EXCLUDED, "", &(policy(DB) + &closed.replace("port: 80", "port: 81"))));
    rule.passes(&with(SIDECAR, EXCLUDED, "", &policy(DB)).replace("NodePort", "ClusterIP"));
}
