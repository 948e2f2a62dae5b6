//! `rbac-modifies-builtin-role`

use crate::manifest::{BuiltInBinding, BuiltInRole};
use crate::rule::prelude::*;

declare_rule! {
    /// Roles and bindings that take the name of one that the cluster makes itself.
    ///
    /// ## Why is this bad?
    /// The API server creates these objects and, at every start, puts back what is missing from them. A manifest of the
    /// same name fights with it, or widens for everybody what they are used to; with `autoupdate: "false"` the repair is
    /// off, and later releases lack permissions they need.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: view}
    /// rules:
    ///   - {apiGroups: [""], resources: [secrets], verbs: [get]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app-view, labels: {rbac.authorization.k8s.io/aggregate-to-view: "true"}}
    /// rules:
    ///   - {apiGroups: [example.com], resources: [widgets], verbs: [get]}
    /// ```
    pub RBAC_MODIFIES_BUILTIN_ROLE = "rbac-modifies-builtin-role" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:250", "cwe:693"],
        check: Resource(&[Kind::Role, Kind::ClusterRole, Kind::RoleBinding, Kind::ClusterRoleBinding], check)
    }
}

fn check(object: Resource<'_>, cx: &mut Context<'_>) {
    let label = object.label("kubernetes.io/bootstrapping");
    let frozen =
        object.annotation("rbac.authorization.kubernetes.io/autoupdate").filter(|it| it.text() == Some("false"));
    let help = "give it a name of its own, or add to the built-in role by an `aggregate-to-` label";
    if is_built_in(object) {
        let finding =
            cx.report(object, format!("{} is one that the API server makes itself", object.title())).help(help);
        if let Some(frozen) = frozen {
            finding.label(frozen, "and this keeps it from being repaired");
        }
    } else if let Some(place) = label.or(frozen) {
        cx.report(place, format!("{} claims to be one that the API server makes itself", object.title()))
            .help("drop the label and the annotation; they are the API server's");
    }
}

fn is_built_in(object: Resource<'_>) -> bool {
    let (kind, name, namespace) = (object.kind(), object.name(), object.namespace());
    if matches!(kind, Kind::Role | Kind::ClusterRole) {
        // A Role of that name is the built-in one only in its namespace.
        let role = BuiltInRole::find(kind, name, namespace);
        return role.is_some() && (kind == Kind::ClusterRole || namespace.is_some());
    }
    BuiltInBinding::all().iter().any(|it| it.kind() == kind && it.name() == name && it.namespace() == namespace)
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    use crate::rules::access::fixtures::{binding, role};

    #[test]
    fn name_label_and_annotation_count_once() {
        let rule = tester::of(&super::RBAC_MODIFIES_BUILTIN_ROLE);
        let named = |it: &str| role("ClusterRole", "verbs: [get]").replace("{name: r}", it);
        rule.fails(&named("{name: 'system:node', labels: {kubernetes.io/bootstrapping: rbac-defaults}}"));
        rule.fails(&named("{name: a, annotations: {rbac.authorization.kubernetes.io/autoupdate: 'false'}}"));
        rule.passes(&named("{name: 'system:metrics-server'}"));
        rule.passes(&named("{name: a, annotations: {rbac.authorization.kubernetes.io/autoupdate: 'true'}}"));
        rule.fails(&binding("ClusterRoleBinding", "x").replace("name: b", "name: cluster-admin"));
    }

    #[test]
    fn a_role_counts_in_its_namespace() {
        let rule = tester::of(&super::RBAC_MODIFIES_BUILTIN_ROLE);
        let it = |namespace: &str| {
            role("Role", "verbs: [get]")
                .replace("{name: r}", &format!("{{name: extension-apiserver-authentication-reader{namespace}}}"))
        };
        rule.fails(&it(", namespace: kube-system"));
        rule.passes(&it(", namespace: shop"));
        rule.passes(&it(""));
    }
}
