//! `netpol-namespace-label-spoofable`

use crate::index::BoundBy;
use crate::rule::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

declare_rule! {
    /// Network policies that trust a label of namespaces which someone can change.
    ///
    /// ## Why is this bad?
    /// Whoever can patch a Namespace can give it the label that the policy asks for, and is let in. Only
    /// `kubernetes.io/metadata.name` is set by the API server and cannot be changed. Without the option `always`, the
    /// rule speaks where a binding of the input lets someone patch namespaces.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   podSelector: {}
    ///   ingress:
    ///     - from: [{namespaceSelector: {matchLabels: {team: ops}}}]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: labeller}
    /// rules: [{apiGroups: [""], resources: [namespaces], verbs: [patch]}]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: {name: labeller}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: labeller}
    /// subjects: [{kind: ServiceAccount, name: ci, namespace: build}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   podSelector: {}
    ///   ingress:
    ///     - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ops}}}]
    /// ```
    pub NETPOL_NAMESPACE_LABEL_SPOOFABLE = "netpol-namespace-label-spoofable" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:284"],
        options: Options,
        check: Related(&[Kind::NetworkPolicy], check)
    }
}

/// Options of the rule.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct Options {
    /// Report every label that is not the name, whoever may change it.
    always: bool,
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(policy) = NetworkPolicy::of(resource) else { return };
    let always = cx.options::<Options>().always;
    // Asked once, and only where a label is trusted.
    let mut changer = None;
    for rule in policy.rules(Direction::Ingress) {
        for (value, peer) in rule.each_peer() {
            let Peer::Pods { namespaces: Some(selector), .. } = peer else { continue };
            let mut keys = selector.keys();
            let Some(key) = selector.keys().next().filter(|_| !keys.any(|it| it == "kubernetes.io/metadata.name"))
            else {
                continue;
            };
            let who = *changer.get_or_insert_with(|| who_patches(resource, index));
            if who.is_none() && !always {
                continue;
            }
            let at = value.get("namespaceSelector").unwrap_or(value);
            let finding =
                cx.report(at, format!("whoever may label namespaces decides who is let in: `{key}` is any label"));
            finding.help("select by `kubernetes.io/metadata.name`, which the API server sets");
            if let Some(binding) = who {
                finding.label(binding, "lets its subjects patch namespaces");
            }
        }
    }
}

/// A binding of the input by which someone may patch namespaces.
fn who_patches<'a>(near: Resource<'a>, index: &Index<'a>) -> Option<Resource<'a>> {
    let access = Access { verb: "patch", group: "", resource: "namespaces" };
    index.who_can(access, None, near).into_iter().find_map(|(power, _)| match power.binding {
        BoundBy::Written(binding) if !is_administration(binding) => Some(binding),
        _ => None,
    })
}

/// Whoever administers the cluster changes the policy as well.
fn is_administration(binding: Resource<'_>) -> bool {
    binding.path("roleRef.name").and_then(Value::text) == Some("cluster-admin")
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_option_asks_for_all() {
        let rule = tester::of(&super::NETPOL_NAMESPACE_LABEL_SPOOFABLE);
        let of = |selector: &str| {
            format!(
                "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: n}}\nspec: {{podSelector: {{}}, ingress: [{{from: [{{namespaceSelector: {selector}}}]}}]}}\n"
            )
        };
        rule.passes(&of("{matchLabels: {team: ops}}"));
        let rule = rule.options(serde_json::json!({"always": true}));
        rule.fails(&of("{matchLabels: {team: ops}}"));
        rule.fails(&of("{matchExpressions: [{key: team, operator: Exists}]}"));
        rule.passes(&of("{}"));
        rule.passes(&of("{matchLabels: {team: ops, kubernetes.io/metadata.name: ops}}"));
    }

    #[test]
    fn somebody_who_may_label_namespaces_is_enough() {
        let rule = tester::of(&super::NETPOL_NAMESPACE_LABEL_SPOOFABLE);
        let policy = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: n, namespace: x}\n\
                      spec: {podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: ops}}}]}]}\n---\n";
        let with = |verb: &str, kind: &str| {
            format!(
                "{policy}apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {{name: r}}\nrules: [{{apiGroups: [''], resources: [namespaces], verbs: [{verb}]}}]\n---\n\
                 apiVersion: rbac.authorization.k8s.io/v1\nkind: {kind}\nmetadata: {{name: b, namespace: z}}\nroleRef: {{kind: ClusterRole, name: r}}\nsubjects: [{{kind: User, name: eve}}]\n"
            )
        };
        rule.fails(&with("patch", "ClusterRoleBinding"));
        rule.passes(&with("get", "ClusterRoleBinding"));
        rule.passes(policy);
    }
}
