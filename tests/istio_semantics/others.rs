//! What other linters get wrong.

use super::*;

#[test]
fn one_defect_of_a_gateway_is_told_once_and_each_host_for_itself() {
    let missing = web()
        + &of(
            "VirtualService",
            "v",
            "{hosts: [a.example.com], gateways: [gone], http: [{route: [{destination: {host: web}}]}]}",
        );
    judge("vs-gateway-not-found", &missing, true, 1);
    judge("vs-gateway-host-mismatch", &missing, true, 0);
    let gateway = of(
        "Gateway",
        "g",
        "{selector: {istio: x}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [a.example.com]}]}",
    );
    let two = of(
        "VirtualService",
        "v",
        "{hosts: [a.example.com, b.example.com], gateways: [g], http: [{route: [{destination: {host: web}}]}]}",
    );
    judge("vs-gateway-host-mismatch", &(gateway + &two), false, 1);
}

#[test]
fn names_and_selectors_are_compared_whole() {
    let route = of(
        "VirtualService",
        "v",
        "{hosts: [web], http: [{route: [{destination: {host: web.Shop.svc.cluster.local}}]}]}",
    );
    judge("vs-destination-host-not-found", &(web() + &route), true, 1);
    let gateway = |name: &str, label: &str| {
        of(
            "Gateway",
            name,
            &format!(
                "{{selector: {{istio: {label}}}, servers: [{{port: {{number: 80, name: http, protocol: HTTP}}, hosts: [a.example.com]}}]}}"
            ),
        )
    };
    passes("gateway-conflict", &(gateway("one", "ingress") + &gateway("two", "ingressgateway")));
    fails("gateway-conflict", &(gateway("one", "ingress") + &gateway("two", "ingress")));
}

#[test]
fn all_policies_and_all_workloads_are_looked_at() {
    let stateful = "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: s, namespace: shop}\nspec: {serviceName: s, selector: {matchLabels: {app: s}}, template: {metadata: {labels: {app: s}}, spec: {initContainers: [{name: i, image: x, securityContext: {runAsUser: 1337}}], containers: [{name: c, image: x}]}}}\n";
    fails("uid-1337", stateful);
    for kind in ["AuthorizationPolicy", "PeerAuthentication", "RequestAuthentication", "Telemetry", "WasmPlugin"] {
        let spec = if kind == "WasmPlugin" {
            "{url: 'oci://a/b:1', selector: {matchLabels: {app: wbe}}}"
        } else {
            "{selector: {matchLabels: {app: wbe}}}"
        };
        fails("policy-selector-no-workload", &(namespace("shop", "") + &web() + &of(kind, "p", spec)));
    }
    // Labels of the controller are not those of its pods.
    let deployment = "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d, namespace: shop, labels: {app: outer}}\nspec: {selector: {matchLabels: {app: inner}}, template: {metadata: {labels: {app: inner}}, spec: {containers: [{name: c, image: x}]}}}\n";
    let policy =
        |label: &str| of("AuthorizationPolicy", "p", &format!("{{selector: {{matchLabels: {{app: {label}}}}}}}"));
    fails("policy-selector-no-workload", &(web() + deployment + &policy("outer")));
    passes("policy-selector-no-workload", &(web() + deployment + &policy("inner")));
}

#[test]
fn addresses_are_given_out_since_1_25() {
    let entry = of(
        "ServiceEntry",
        "s",
        "{hosts: [db.example.com], ports: [{number: 5432, name: tcp, protocol: TCP}], resolution: DNS}",
    );
    passes("se-addresses-required", &(entry.clone() + &release("1.29.7")));
    fails("se-addresses-required", &(entry + &release("1.23.2")));
}

#[test]
fn strict_is_strict_and_all_levels_of_a_rule_count() {
    let unset = of("PeerAuthentication", "istio-system/default", "{mtls: {mode: UNSET}}");
    let text = namespace("shop", "istio-injection: enabled") + &web() + &mesh("enableAutoMtls: true");
    let found = |policy: &str| {
        lint(&[("a.yaml", &(text.clone() + policy))], true).iter().any(|it| it.rule == "mesh-strict-mtls-missing")
    };
    assert!(found(&unset));
    assert!(!found(&unset.replace("UNSET", "STRICT")));
    let levels = "{host: web, trafficPolicy: {portLevelSettings: [{port: {number: 80}, tls: {mode: DISABLE}}]}, subsets: [{name: s, labels: {app: web}, trafficPolicy: {tls: {mode: DISABLE}}}]}";
    judge("dr-tls-disable", &of("DestinationRule", "d", levels), false, 2);
}
