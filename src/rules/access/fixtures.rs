//! Manifests for the tests of this folder.

/// A role `r` with rules in flow style, each without its braces.
pub(super) fn role(kind: &str, rules: &str) -> String {
    let rules = rules.replace(" & ", "}, {");
    format!(
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: {kind}\nmetadata: {{name: r}}\nrules: [{{{rules}}}]\n---\n"
    )
}

/// A binding of a ClusterRole to the service account `s` of the namespace `ns`.
pub(super) fn binding(kind: &str, role: &str) -> String {
    format!(
        "---\napiVersion: rbac.authorization.k8s.io/v1\nkind: {kind}\nmetadata: {{name: b}}\n\
         roleRef: {{apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: {role}}}\n\
         subjects: [{{kind: ServiceAccount, name: s, namespace: ns}}]\n---\n"
    )
}

/// A binding with a reference and subjects of one's own, both in flow style.
pub(super) fn bound(kind: &str, reference: &str, subjects: &str) -> String {
    format!(
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: {kind}\nmetadata: {{name: b}}\n\
         roleRef: {{{reference}}}\nsubjects: [{subjects}]\n---\n"
    )
}

/// A role with these rules: bound in the whole `cluster`, `unbound`, or a Role of a `namespace`.
pub(super) fn granted(reach: &str, rules: &str) -> String {
    match reach {
        "cluster" => role("ClusterRole", rules) + &binding("ClusterRoleBinding", "r"),
        "unbound" => role("ClusterRole", rules),
        "namespace" => role("Role", rules),
        "system" => role("Role", rules).replace("{name: r}", "{name: r, namespace: kube-system}"),
        _ => unreachable!("no reach is called {reach}"),
    }
}
