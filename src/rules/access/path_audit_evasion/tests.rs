//! Vectors of `path-audit-evasion`.

use crate::rules::tester;

fn bound(kind: &str, subject: &str, rules: &str) -> String {
    format!(
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {{name: r}}\nrules: [{rules}]\n---\n\
         apiVersion: rbac.authorization.k8s.io/v1\nkind: {kind}\nmetadata: {{name: b, namespace: ns}}\n\
         roleRef: {{kind: ClusterRole, name: r}}\nsubjects: [{{{subject}}}]\n---\n"
    )
}

const EVENTS: &str = "{apiGroups: [''], resources: [events], verbs: [delete]}";
const EXEC: &str = "{apiGroups: [''], resources: [pods/exec], verbs: [create]}";
const EVE: &str = "kind: User, name: eve";
const AUDIT: &str = "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: Metadata}]\n---\n";

#[test]
fn hiding_is_worth_something_only_to_those_who_have_something_to_hide() {
    let rule = tester::of(&super::PATH_AUDIT_EVASION);
    let of = |rules: &str| bound("RoleBinding", EVE, rules);
    rule.fails(&of(&format!("{EVENTS}, {EXEC}")));
    rule.fails(&of(&format!(
        "{}, {EXEC}",
        EVENTS.replace("''", "events.k8s.io").replace("delete", "deletecollection")
    )));
    rule.passes(&of(EVENTS));
    rule.passes(&of(EXEC).replace("kind: ClusterRole, name: r}", "kind: ClusterRole, name: edit}"));
    rule.passes(&of(&format!("{}, {EXEC}", EVENTS.replace("delete", "create"))));
    rule.passes(&of(&format!("{EVENTS}, {}", EXEC.replace("pods/exec", "pods/log"))));
    let elsewhere = bound("RoleBinding", EVE, EXEC).replace("name: r}", "name: q}").replace("name: b,", "name: c,");
    rule.fails(&(of(EVENTS) + &elsewhere));
    rule.passes(&(of(EVENTS) + &elsewhere.replace("eve", "adam")));
    rule.passes(&bound("RoleBinding", "kind: ServiceAccount, name: argocd-server", &format!("{EVENTS}, {EXEC}")));
}

#[test]
fn calls_to_kubelets_are_not_recorded_where_something_is() {
    let rule = tester::of(&super::PATH_AUDIT_EVASION);
    let proxy = "{apiGroups: [''], resources: [nodes/proxy], verbs: [get]}";
    rule.fails(&(bound("ClusterRoleBinding", EVE, proxy) + AUDIT));
    rule.passes(&bound("ClusterRoleBinding", EVE, proxy));
    rule.passes(&(bound("RoleBinding", EVE, proxy) + AUDIT));
    rule.passes(&(bound("ClusterRoleBinding", EVE, &proxy.replace("nodes/proxy", "nodes/metrics")) + AUDIT));
}

#[test]
fn keys_of_etcd_and_the_log_itself_are_worth_more_than_their_reading() {
    let rule = tester::of(&super::PATH_AUDIT_EVASION);
    let of = |path: &str, more: &str| {
        let pod = format!(
            "{{containers: [{{name: c, volumeMounts: [{{name: v, mountPath: /x{more}}}]}}], volumes: [{{name: v, hostPath: {{path: {path}}}}}]}}"
        );
        format!("{AUDIT}{}", tester::pod(&pod))
    };
    rule.fails(&of("/etc/kubernetes/pki/etcd", ", readOnly: true"));
    rule.fails(&of("/var/log/kubernetes/audit", ""));
    rule.passes(&of("/var/log/kubernetes/audit", ", readOnly: true"));
    rule.passes(&of("/var/log", ""));
    rule.passes(&of("/etc/kubernetes/pki/etcd", "").replace(AUDIT, ""));
    let own = of("/etc/kubernetes/pki/etcd", "").replace("{name: p}", "{name: p, labels: {tier: control-plane}}");
    rule.passes(&own);
}
