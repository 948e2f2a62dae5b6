//! Vectors of `permission`.

use crate::finding::Severity;
use crate::rules::access::fixtures::{granted, role};
use crate::rules::access::rbac_pod_mutate::RBAC_POD_MUTATE;
use crate::rules::tester;

const PATCH: &str = "apiGroups: [''], resources: [pods], verbs: [patch]";
const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: ns, labels: {app: p}}\n\
                   spec: {serviceAccountName: s, containers: []}\n---\n";

fn service(kind: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Service\nmetadata: {{name: p, namespace: ns}}\nspec: {{type: {kind}, selector: {{app: p}}}}\n---\n"
    )
}

#[test]
fn a_pod_that_is_open_to_the_outside_raises_it() {
    let rule = tester::of(&RBAC_POD_MUTATE);
    let severity = |more: &str| rule.fails(&(granted("cluster", PATCH) + more)).severity;
    assert_eq!(severity(POD), Severity::High);
    assert_eq!(severity(&(POD.to_owned() + &service("ClusterIP"))), Severity::High);
    assert_eq!(severity(&(POD.to_owned() + &service("LoadBalancer"))), Severity::Critical);
    let ingress = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i, namespace: ns}\n\
                   spec: {defaultBackend: {service: {name: p, port: {number: 80}}}}\n---\n";
    assert_eq!(severity(&(POD.to_owned() + &service("ClusterIP") + ingress)), Severity::Critical);
}

#[test]
fn an_unbound_role_and_a_known_controller_lower_it() {
    let rule = tester::of(&RBAC_POD_MUTATE);
    assert_eq!(rule.fails(&granted("unbound", PATCH)).severity, Severity::Medium);
    let known = granted("cluster", PATCH).replace("name: s,", "name: argocd-server,");
    assert_eq!(rule.fails(&known).severity, Severity::Low);
    rule.passes(&granted("namespace", PATCH).replace("name: r", "name: argocd-server"));
}

#[test]
fn wildcards_and_roles_summed_up_in_built_in_ones_are_judged_elsewhere() {
    let rule = tester::of(&RBAC_POD_MUTATE);
    rule.passes(&granted("cluster", "apiGroups: [''], resources: ['*'], verbs: [patch]"));
    rule.passes(&granted("cluster", "apiGroups: [''], resources: [pods], verbs: ['*']"));
    let labels = "{name: r, labels: {rbac.authorization.k8s.io/aggregate-to-edit: 'true'}}";
    rule.passes(&role("ClusterRole", PATCH).replace("{name: r}", labels));
}

#[test]
fn a_role_reaches_as_far_as_the_one_that_sums_it_up() {
    let rule = tester::of(&RBAC_POD_MUTATE);
    let part = role("ClusterRole", PATCH).replace("{name: r}", "{name: part, labels: {sum: 'yes'}}");
    let sum = granted("cluster", "")
        .replace("rules: [{}]", "aggregationRule: {clusterRoleSelectors: [{matchLabels: {sum: 'yes'}}]}");
    assert_eq!(rule.fails(&part).severity, Severity::Medium);
    assert_eq!(rule.fails(&(part + &sum)).severity, Severity::High);
}

#[test]
fn a_namespace_that_holds_the_cluster_weighs_more_than_others() {
    let rule = tester::of(&RBAC_POD_MUTATE);
    assert_eq!(rule.fails(&granted("namespace", PATCH)).severity, Severity::Medium);
    assert_eq!(rule.fails(&granted("system", PATCH)).severity, Severity::High);
}
