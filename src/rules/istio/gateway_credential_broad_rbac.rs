//! `gateway-credential-broad-rbac`

use crate::rule::prelude::*;

declare_rule! {
    /// Gateways that may read the Secrets of other namespaces.
    ///
    /// ## Why is this bad?
    /// A gateway needs the certificates of its own namespace, and gets those from istiod. One that may read all Secrets
    /// gives them to whoever breaks into the proxy that stands at the edge of the cluster, or makes a Gateway that
    /// names them.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: edge, namespace: infra, labels: {istio: ingressgateway}}
    /// spec: {serviceAccountName: edge, containers: [{name: istio-proxy, image: auto}]}
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: edge-sds}
    /// rules: [{apiGroups: [""], resources: [secrets], verbs: [get, watch, list]}]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: {name: edge-sds}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edge-sds}
    /// subjects: [{kind: ServiceAccount, name: edge, namespace: infra}]
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: edge, namespace: infra, labels: {istio: ingressgateway}}
    /// spec: {serviceAccountName: edge, containers: [{name: istio-proxy, image: auto}]}
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: edge-sds, namespace: infra}
    /// rules: [{apiGroups: [""], resources: [secrets], verbs: [get, watch, list]}]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: edge-sds, namespace: infra}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: edge-sds}
    /// subjects: [{kind: ServiceAccount, name: edge, namespace: infra}]
    /// ```
    pub GATEWAY_CREDENTIAL_BROAD_RBAC = "gateway-credential-broad-rbac" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cve:CVE-2021-34824", "cwe:269"],
        check: Related(&[Kind::RoleBinding, Kind::ClusterRoleBinding], check)
    }
}

fn check<'a>(binding: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let everywhere = binding.kind() == Kind::ClusterRoleBinding;
    // The role is reported for itself.
    if everywhere && cx.is_left_to("secret-read-cluster-wide") {
        return;
    }
    let mut pods = index.pods_bound_by(binding).into_iter().filter(|(_, pod)| is_gateway(*pod)).peekable();
    if pods.peek().is_none() {
        return;
    }
    let reads = |rule: &PolicyRule<'a>| {
        let verb = ["get", "list", "watch"].iter().any(|it| rule.verb(it).is_some());
        verb && rule.covers("") && rule.resource("secrets").is_some() && rule.names().next().is_none()
    };
    let Some(rule) = index.rules_bound_by(binding).into_iter().find(reads) else { return };
    let abroad = |pod: Pod<'a>| {
        everywhere || matches!((pod.resource().namespace(), binding.namespace()), (Some(a), Some(b)) if a != b)
    };
    if let Some((subject, pod)) = pods.find(|it| abroad(it.1)) {
        let whose = if everywhere { "every namespace" } else { "another namespace" };
        let finding =
            cx.report(subject, format!("gateway `{}` may read all Secrets of {whose}", pod.resource().name()));
        finding.help("bind it to a Role in its own namespace");
        if rule.is_of_input() {
            finding.label(rule.value(), "by this rule");
        }
    }
}

/// Whether a pod is a proxy and nothing else.
fn is_gateway(pod: Pod<'_>) -> bool {
    let mut proxies = pod.containers().filter(|it| it.is_long_running()).peekable();
    proxies.peek().is_some() && proxies.all(|it| it.name() == "istio-proxy")
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_binding_decides_whose_secrets_they_are() {
        let rule = tester::of(&super::GATEWAY_CREDENTIAL_BROAD_RBAC);
        let of = |proxy: &str, place: &str, names: &str| {
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: edge, namespace: infra}}\nspec: {{serviceAccountName: edge, containers: [{{name: {proxy}}}]}}\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {{name: r}}\nrules: [{{apiGroups: [''], resources: [secrets], verbs: [get]{names}}}]\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {{name: r, namespace: {place}}}\nroleRef: {{apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: r}}\nsubjects: [{{kind: ServiceAccount, name: edge, namespace: infra}}]\n"
            )
        };
        rule.fails(&of("istio-proxy", "shop", ""));
        rule.passes(&of("istio-proxy", "infra", ""));
        rule.passes(&of("istio-proxy", "shop", ", resourceNames: [cert]"));
        rule.passes(&of("app", "shop", ""));
    }
}
