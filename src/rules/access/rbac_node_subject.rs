//! `rbac-node-subject`

use crate::index::Subject;
use crate::rule::prelude::*;

declare_rule! {
    /// Bindings that give nodes more than nodes get.
    ///
    /// ## Why is this bad?
    /// A node is authorized by a plugin of its own, which lets it see what its pods need and no more. A role that is bound
    /// to nodes, or to machines that are about to join, holds on every node, and whoever breaks out of one pod has it.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: {name: app}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "view"}
    /// subjects:
    ///   - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: "system:nodes"}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: {name: app}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "system:node-bootstrapper"}
    /// subjects:
    ///   - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: "system:bootstrappers"}
    /// ```
    pub RBAC_NODE_SUBJECT = "rbac-node-subject" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:250"],
        check: Resource(&[Kind::RoleBinding, Kind::ClusterRoleBinding], check)
    }
}

/// What machines need to join, and to renew their certificates.
const JOINING: [&str; 4] = [
    "system:node-bootstrapper",
    "system:certificates.k8s.io:certificatesigningrequests:nodeclient",
    "system:certificates.k8s.io:certificatesigningrequests:selfnodeclient",
    "system:node",
];

fn check(binding: Resource<'_>, cx: &mut Context<'_>) {
    let Some(reference) = binding.path("roleRef.name") else { return };
    let role = reference.as_str().unwrap_or_default();
    if JOINING.contains(&role) || role.starts_with("kubeadm:") || binding.name().starts_with("kubeadm:") {
        return;
    }
    for value in binding.root().list("subjects") {
        let who = match Subject::of(value) {
            Some(Subject::Group("system:nodes")) => "every node",
            Some(Subject::Group(name))
                if name == "system:bootstrappers" || name.starts_with("system:bootstrappers:") =>
            {
                "every machine that is about to join"
            }
            Some(Subject::User(name)) if name.starts_with("system:node:") => "a node",
            _ => continue,
        };
        cx.report(value, format!("{} gives `{role}` to {who}", binding.title()))
            .label(reference, "this role")
            .help("run what needs it as a DaemonSet with a service account of its own");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    use crate::rules::access::fixtures::bound;

    #[test]
    fn what_kubeadm_binds_passes() {
        let rule = tester::of(&super::RBAC_NODE_SUBJECT);
        let to = |role: &str, subject: &str| {
            bound("ClusterRoleBinding", &format!("kind: ClusterRole, name: '{role}'"), subject)
        };
        rule.fails(&to("view", "{kind: User, name: 'system:node:n1'}"));
        rule.fails(&to("view", "{kind: Group, name: 'system:bootstrappers:kubeadm:default-node-token'}"));
        rule.passes(&to("kubeadm:get-nodes", "{kind: Group, name: 'system:bootstrappers:kubeadm:default-node-token'}"));
        rule.passes(&to("view", "{kind: User, name: 'system:node-problem-detector'}"));
    }

    #[test]
    fn nodes_have_their_own_role_and_joining_takes_a_few() {
        let rule = tester::of(&super::RBAC_NODE_SUBJECT);
        let to = |role: &str, subject: &str| {
            bound("ClusterRoleBinding", &format!("kind: ClusterRole, name: '{role}'"), subject)
        };
        let nodes = "{kind: Group, name: 'system:nodes'}";
        rule.fails(&to("cluster-admin", nodes));
        rule.fails(&to("edit", "{kind: Group, name: 'system:bootstrappers'}"));
        rule.passes(&to("system:node", nodes));
        rule.passes(&to("system:node-bootstrapper", "{kind: Group, name: 'system:bootstrappers'}"));
        rule.passes(&to("system:certificates.k8s.io:certificatesigningrequests:selfnodeclient", nodes));
        rule.passes(&to("edit", "{kind: User, name: 'system:nodes'}"));
    }
}
