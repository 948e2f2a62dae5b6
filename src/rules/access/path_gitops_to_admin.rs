//! `path-gitops-to-admin`

use super::author::Author;
use crate::index::BoundBy;
use crate::rule::prelude::*;

declare_rule! {
    /// Bindings that let people have Argo CD deploy anything anywhere.
    ///
    /// ## Why is this bad?
    /// Argo CD deploys with an account of its own, which may do everything. What keeps the author of an Application within bounds is
    /// its project: one that allows every kind and every namespace is no bound.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: argoproj.io/v1alpha1
    /// kind: AppProject
    /// metadata: {name: default, namespace: argocd}
    /// spec:
    ///   sourceRepos: ["*"]
    ///   destinations: [{server: "*", namespace: "*"}]
    ///   clusterResourceWhitelist: [{group: "*", kind: "*"}]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: author}
    /// rules:
    ///   - {apiGroups: [argoproj.io], resources: [applications], verbs: [create, patch]}
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: developers, namespace: argocd}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: author}
    /// subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: developers}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: argoproj.io/v1alpha1
    /// kind: AppProject
    /// metadata: {name: default, namespace: argocd}
    /// spec:
    ///   sourceRepos: ["*"]
    ///   destinations: [{server: "*", namespace: "*"}]
    ///   clusterResourceWhitelist: []
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: author}
    /// rules:
    ///   - {apiGroups: [argoproj.io], resources: [applications], verbs: [create, patch]}
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: developers, namespace: argocd}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: author}
    /// subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: developers}]
    /// ```
    pub PATH_GITOPS_TO_ADMIN = "path-gitops-to-admin" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:269"],
        check: Related(&[Kind::RoleBinding, Kind::ClusterRoleBinding], check)
    }
}

fn check<'a>(binding: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    FLUX.iter().for_each(|it| of_flux(*it, binding, index, cx));
    let Some((project, kinds)) = index.free_project(binding) else { return };
    if binding.kind() == Kind::RoleBinding && binding.namespace() != project.namespace() {
        return;
    }
    let Some(author) = Author::of(binding, project.namespace(), index) else { return };
    let Some(granted) = author.may(&[("argoproj.io", "applications", &["create", "update", "patch"])]) else { return };
    let message = format!("{} can have Argo CD deploy anything in the cluster", author.name());
    cx.report(author.reference, message)
        .caption("with this role")
        .label(author.place(granted), "writes Applications")
        .label(kinds, format!("{} allows every kind, in every namespace", project.title()))
        .help("list the kinds and the namespaces that the project is for");
}

/// Controller, group and kind of what Flux deploys.
const FLUX: [(&str, &str, &str); 2] = [
    ("kustomize-controller", "kustomize.toolkit.fluxcd.io", "kustomizations"),
    ("helm-controller", "helm.toolkit.fluxcd.io", "helmreleases"),
];

/// Flux looks at all namespaces, and deploys as itself unless it is told another account.
fn of_flux<'a>(
    (name, group, kind): (&str, &str, &str),
    binding: Resource<'a>,
    index: &Index<'a>,
    cx: &mut Context<'_>,
) {
    let Some(controller) = index.flux_controller(name, binding) else { return };
    let powers = Pod::of(controller).map(|it| index.powers_of_pod(it)).unwrap_or_default();
    let everything = Access { verb: "create", group: "rbac.authorization.k8s.io", resource: "clusterrolebindings" };
    let Some((power, _)) = powers.into_iter().find(|it| it.0.grants(everything, None).is_some()) else { return };
    let Some(author) = Author::of(binding, controller.namespace(), index) else { return };
    let Some(granted) = author.may(&[(group, kind, &["create", "update", "patch"])]) else { return };
    let message = format!("{} can have Flux deploy anything in the cluster", author.name());
    let finding = cx.report(author.reference, message);
    finding
        .caption("with this role")
        .label(author.place(granted), format!("writes {kind}"))
        .label(controller, "which this controller deploys as itself")
        .help("start the controller with `--default-service-account`, and grant each namespace what it may deploy");
    if let BoundBy::Written(bound) = power.binding {
        finding.label(bound, "with these permissions");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    const FLUX: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: kustomize-controller, namespace: flux-system}\n\
        spec: {template: {metadata: {labels: {app: k}}, spec: {serviceAccountName: k, containers: [{name: manager, args: [--watch-all-namespaces]}]}}}\n---\n\
        apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: k}\n\
        roleRef: {kind: ClusterRole, name: cluster-admin}\nsubjects: [{kind: ServiceAccount, name: k, namespace: flux-system}]\n---\n";

    fn author(rules: &str) -> String {
        format!(
            "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {{name: r}}\nrules: [{{{rules}}}]\n---\n\
             apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {{name: b, namespace: shop}}\n\
             roleRef: {{kind: ClusterRole, name: r}}\nsubjects: [{{kind: Group, name: developers}}]\n"
        )
    }

    #[test]
    fn flux_deploys_as_itself_unless_it_is_told_otherwise() {
        let rule = tester::of(&super::PATH_GITOPS_TO_ADMIN);
        let writes = author("apiGroups: [kustomize.toolkit.fluxcd.io], resources: [kustomizations], verbs: [create]");
        rule.fails(&format!("{FLUX}{writes}"));
        rule.passes(&format!(
            "{}{writes}",
            FLUX.replace("--watch-all-namespaces", "--default-service-account=deployer")
        ));
        rule.passes(&format!("{}{writes}", FLUX.replace("name: cluster-admin", "name: view")));
        rule.passes(&format!(
            "{FLUX}{}",
            author("apiGroups: [helm.toolkit.fluxcd.io], resources: [helmreleases], verbs: [create]")
        ));
        rule.passes(&format!(
            "{FLUX}{}",
            author("apiGroups: [kustomize.toolkit.fluxcd.io], resources: [kustomizations], verbs: [get]")
        ));
        rule.passes(&writes);
    }
}
