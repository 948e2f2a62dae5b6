//! `secret-helm-release-readable`

use super::grant::{Grant, reads_secrets};
use super::permission::ROLES;
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that read every Secret of a namespace in which Helm keeps its releases.
    ///
    /// ## Why is this bad?
    /// Helm stores each release as a Secret `sh.helm.release.v1.…`, with all values that were given to it and all
    /// manifests that came of them: passwords, too, that the chart itself put into a Secret which the role may not be meant for,
    /// and those of releases before.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata:
    ///   name: web
    ///   namespace: shop
    ///   labels: {app.kubernetes.io/managed-by: Helm, app.kubernetes.io/instance: web}
    /// rules:
    ///   - {apiGroups: [""], resources: [secrets], verbs: [list]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata:
    ///   name: web
    ///   namespace: shop
    ///   labels: {app.kubernetes.io/managed-by: Helm, app.kubernetes.io/instance: web}
    /// rules:
    ///   - {apiGroups: [""], resources: [secrets], verbs: [get], resourceNames: [web]}
    /// ```
    pub SECRET_HELM_RELEASE_READABLE = "secret-helm-release-readable" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:200", "cwe:522"],
        check: Related(ROLES, check)
    }
}

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(granted) = reads_secrets(role) else { return };
    let grant = Grant::of(role, index);
    // Who reads the Secrets of every namespace is told so.
    if grant.is_cluster_wide() {
        return;
    }
    let own = (role.kind() == Kind::Role).then_some(role);
    let mut places = grant.bindings().iter().copied().chain(own);
    let found = places.find_map(|place| {
        let (release, object) = index.releases_in(place.namespace(), place).next()?;
        Some((place, release, object))
    });
    let Some((place, release, object)) = found else { return };
    let within = place.namespace().map_or("its namespace".to_owned(), |it| format!("`{it}`"));
    let message = format!("{} reads the Helm releases in {within}, with the values given to them", role.title());
    let finding = cx
        .report(granted.resource, message)
        .label(granted.verb, "by this verb")
        .help("name the Secrets that are read in `resourceNames`");
    if object.root() != role.root() {
        finding.label(object, format!("of release `{}`", release.title()));
    }
    grant.show(finding, index);
}

#[cfg(test)]
mod tests {
    use crate::rules::access::fixtures::{binding, role};
    use crate::rules::tester;

    const READ: &str = "apiGroups: [''], resources: [secrets], verbs: [get]";

    #[test]
    fn a_release_must_be_seen_in_the_namespace() {
        let rule = tester::of(&super::SECRET_HELM_RELEASE_READABLE);
        let role_in_ns = role("Role", READ).replace("{name: r}", "{name: r, namespace: ns}");
        let object = |metadata: &str| {
            format!("---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c, namespace: ns, {metadata}}}\n")
        };
        rule.passes(&(role_in_ns.clone() + &object("labels: {app.kubernetes.io/instance: a}")));
        rule.fails(&(role_in_ns.clone() + &object("annotations: {meta.helm.sh/release-name: a}")));
        rule.fails(&(role_in_ns.clone() + &object("labels: {heritage: Helm, release: a}")));
        rule.passes(
            &(role_in_ns.clone() + &object("annotations: {meta.helm.sh/release-name: a}").replace(": ns", ": other")),
        );
        rule.fails(&format!("# Source: web/templates/role.yaml\n{role_in_ns}"));
        rule.fails(&(role_in_ns.clone()
            + "---\napiVersion: v1\nkind: Secret\nmetadata: {name: sh.helm.release.v1.a.v1, namespace: ns, labels: {name: a}}\ntype: helm.sh/release.v1\n"));
    }

    #[test]
    fn a_binding_says_where_a_cluster_role_holds() {
        let rule = tester::of(&super::SECRET_HELM_RELEASE_READABLE);
        let object = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: ns, annotations: {meta.helm.sh/release-name: a}}\n";
        let bound = |kind: &str| {
            role("ClusterRole", READ) + &binding(kind, "r").replace("{name: b}", "{name: b, namespace: ns}") + object
        };
        rule.fails(&bound("RoleBinding"));
        rule.passes(&bound("ClusterRoleBinding"));
    }
}
