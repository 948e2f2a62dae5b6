//! `sa-cross-chart-secret-grant`

use super::grant::any;
use super::permission::READ;
use crate::index::Subject;
use crate::manifest::Release;
use crate::rule::prelude::*;

declare_rule! {
    /// Service accounts of one Helm release that read every Secret in the namespace of another.
    ///
    /// ## Why is this bad?
    /// Releases are installed, updated and trusted each by itself. With such a binding, a hole in the one is a hole in the
    /// other, and nothing in the chart of the other shows it.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: reader, namespace: shop}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
    /// subjects:
    ///   - {kind: ServiceAccount, name: reports, namespace: tools}
    /// ---
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata:
    ///   name: reports
    ///   namespace: tools
    ///   labels: {app.kubernetes.io/managed-by: Helm, app.kubernetes.io/instance: reports}
    /// ---
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata:
    ///   name: web
    ///   namespace: shop
    ///   labels: {app.kubernetes.io/managed-by: Helm, app.kubernetes.io/instance: shop}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: reader, namespace: shop}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
    /// subjects:
    ///   - {kind: ServiceAccount, name: reports, namespace: tools}
    /// ---
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata:
    ///   name: reports
    ///   namespace: tools
    ///   labels: {app.kubernetes.io/managed-by: Helm, app.kubernetes.io/instance: reports}
    /// ---
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata:
    ///   name: web
    ///   namespace: shop
    ///   labels: {app.kubernetes.io/managed-by: Helm, app.kubernetes.io/instance: shop}
    /// ```
    pub SA_CROSS_CHART_SECRET_GRANT = "sa-cross-chart-secret-grant" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:522", "cwe:668"],
        check: Related(&[Kind::RoleBinding], check)
    }
}

fn check<'a>(binding: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(home) = binding.namespace() else { return };
    let strangers = binding.root().list("subjects").filter_map(|it| match Subject::of(it)? {
        Subject::ServiceAccount(Some(namespace), name) if namespace != home => Some((it, namespace, name)),
        _ => None,
    });
    let mut reads = None;
    for (at, namespace, name) in strangers {
        let account = index.find_in(Kind::ServiceAccount, name, Some(namespace), binding).found();
        let Some((account, own)) = account.and_then(|it| Some((it, Release::of(it)?))) else { continue };
        let Some((other, object)) = index.releases_in(Some(home), binding).find(|it| it.0.differs_from(own)) else {
            continue;
        };
        let reads = *reads.get_or_insert_with(|| reads_all(binding, index));
        if !reads {
            return;
        }
        let (own, other) = (own.title(), other.title());
        let message =
            format!("`{name}` of release `{own}` reads every Secret of `{home}`, where release `{other}` lives");
        let finding = cx.report(at, message);
        finding
            .label(account, format!("of release `{own}`"))
            .label(object, format!("of release `{other}`"))
            .help("bind a role that names the Secrets which are meant")
            .covers(&["rbac-cross-namespace-subject"]);
        if let Some(role) = binding.path("roleRef.name") {
            finding.label(role, "by this role");
        }
    }
}

fn reads_all<'a>(binding: Resource<'a>, index: &Index<'a>) -> bool {
    let reads = |it: PolicyRule<'a>| any(it, READ, "", &["secrets"]).is_some_and(|it| !it.narrowed);
    index.rules_bound_by(binding).into_iter().any(reads)
}

#[cfg(test)]
mod tests {
    use crate::rules::access::fixtures::{binding, role};
    use crate::rules::tester;

    fn of(kind: &str, name: &str, namespace: &str, release: &str) -> String {
        format!(
            "apiVersion: v1\nkind: {kind}\nmetadata: {{name: {name}, namespace: {namespace}, annotations: {{meta.helm.sh/release-name: {release}}}}}\n---\n"
        )
    }

    #[test]
    fn both_releases_must_be_known_and_differ() {
        let rule = tester::of(&super::SA_CROSS_CHART_SECRET_GRANT);
        let bound = |home: &str| {
            role("ClusterRole", "apiGroups: [''], resources: ['*'], verbs: [watch]")
                + &binding("RoleBinding", "r").replace("{name: b}", &format!("{{name: b, namespace: {home}}}"))
        };
        let account = of("ServiceAccount", "s", "ns", "a");
        rule.fails(&(bound("other") + &account + &of("ConfigMap", "c", "other", "b")));
        rule.passes(&(bound("other") + &account + &of("ConfigMap", "c", "other", "a")));
        rule.passes(&(bound("other") + &account));
        rule.passes(&(bound("other") + &of("ConfigMap", "c", "other", "b")));
        rule.passes(&(bound("ns") + &account + &of("ConfigMap", "c", "ns", "b")));
    }
}
