//! `anp-allow-overrides`

use crate::rule::prelude::*;

declare_rule! {
    /// Policies of the whole cluster that let in what policies of namespaces keep out.
    ///
    /// ## Why is this bad?
    /// What an AdminNetworkPolicy allows is allowed: the NetworkPolicies of the namespace are not asked any more. `Pass` hands the
    /// decision on to them. Of two such policies with one priority either may win.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: policy.networking.k8s.io/v1alpha1
    /// kind: AdminNetworkPolicy
    /// metadata: {name: monitoring}
    /// spec:
    ///   priority: 10
    ///   subject: {namespaces: {}}
    ///   ingress:
    ///     - action: Allow
    ///       from: [{namespaces: {matchLabels: {kubernetes.io/metadata.name: monitoring}}}]
    /// ---
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: default-deny, namespace: shop}
    /// spec: {podSelector: {}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: policy.networking.k8s.io/v1alpha1
    /// kind: AdminNetworkPolicy
    /// metadata: {name: monitoring}
    /// spec:
    ///   priority: 10
    ///   subject: {namespaces: {}}
    ///   ingress:
    ///     - action: Pass
    ///       from: [{namespaces: {matchLabels: {kubernetes.io/metadata.name: monitoring}}}]
    /// ---
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: default-deny, namespace: shop}
    /// spec: {podSelector: {}}
    /// ```
    pub ANP_ALLOW_OVERRIDES = "anp-allow-overrides" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:284"],
        keys: ["subject", "priority"],
        check: Related(&[Kind::AdminNetworkPolicy, Kind::ClusterNetworkPolicy], check)
    }
}

/// Of more policies than this the rest are copies.
const MANY: usize = 256;

fn check<'a>(policy: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(spec) = policy.spec().filter(|it| it.str("tier").is_none_or(|it| it == "Admin")) else { return };
    for direction in Direction::ALL {
        let allows = |it: &Value<'a>| matches!(it.as_str(), Some("Allow" | "Accept"));
        let mut actions = spec.list(direction.field()).filter_map(|it| it.get("action"));
        let Some(action) = actions.find(allows) else { continue };
        if let Some(asked) = not_asked(policy, spec, direction, index) {
            let message = format!(
                "what {} allows for {}, {} cannot refuse",
                policy.title(),
                direction.field(),
                asked.resource().title()
            );
            cx.report(action, message)
                .label(asked.resource(), "is not asked")
                .help("use `Pass` where the policies of namespaces are to decide");
        }
    }
    let Some(priority) = spec.get("priority") else { return };
    let tier = |it: Resource<'a>| it.path("spec.tier").and_then(Value::as_str).unwrap_or("Admin");
    let rival = index.of_kind(policy.kind()).take(MANY).find(|it| {
        (it.source(), it.root().id()) < (policy.source(), policy.root().id())
            && it.name() != policy.name()
            && tier(*it) == tier(policy)
            && it.path("spec.priority").and_then(Value::as_int) == priority.as_int()
            && index.same_cluster(*it, policy)
    });
    if let Some((rival, at)) = rival.and_then(|it| Some((it, it.path("spec.priority")?))) {
        cx.report(priority, format!("{} has the priority of {}: either may win", policy.title(), rival.title()))
            .label(at, "the same")
            .help("give each policy a priority of its own");
    }
}

/// A policy of a namespace that isolates pods which the policy is for.
fn not_asked<'a>(
    policy: Resource<'a>,
    spec: Value<'a>,
    direction: Direction,
    index: &Index<'a>,
) -> Option<NetworkPolicy<'a>> {
    let subject = spec.get("subject")?;
    let namespaces = subject.get("namespaces").or_else(|| subject.path("pods.namespaceSelector"))?;
    let selector = Selector::of_label_selector(namespaces);
    let all = index.of_kind(Kind::NetworkPolicy).take(MANY).filter_map(NetworkPolicy::of);
    let mut all = all.filter(|it| it.isolates(direction) && index.same_cluster(it.resource(), policy));
    all.find(|it| index.judge_namespace(&selector, it.resource()) == Some(true))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn admin(kind: &str, name: &str, spec: &str) -> String {
        format!(
            "apiVersion: policy.networking.k8s.io/v1alpha2\nkind: {kind}\nmetadata: {{name: {name}}}\nspec: {{{spec}}}\n---\n"
        )
    }

    const DENY: &str = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: n, namespace: shop}\nspec: {podSelector: {}}\n";

    #[test]
    fn only_allowing_before_the_namespaces_overrides_them() {
        let rule = tester::of(&super::ANP_ALLOW_OVERRIDES);
        let of = |kind: &str, spec: &str| admin(kind, "a", spec) + DENY;
        let all = "subject: {namespaces: {}}, ingress: [{action: Deny}, {action: Accept}]";
        rule.fails(&of("ClusterNetworkPolicy", &format!("tier: Admin, {all}")));
        rule.passes(&of("ClusterNetworkPolicy", &format!("tier: Baseline, {all}")));
        rule.passes(&of("AdminNetworkPolicy", "subject: {namespaces: {}}, ingress: [{action: Pass}]"));
        rule.passes(&of("AdminNetworkPolicy", "subject: {namespaces: {}}, egress: [{action: Allow}]"));
        rule.passes(&admin("AdminNetworkPolicy", "a", "subject: {namespaces: {}}, ingress: [{action: Allow}]"));
    }

    #[test]
    fn the_subject_says_which_namespaces() {
        let rule = tester::of(&super::ANP_ALLOW_OVERRIDES);
        let of = |subject: &str| {
            admin("AdminNetworkPolicy", "a", &format!("subject: {{{subject}}}, ingress: [{{action: Allow}}]")) + DENY
        };
        rule.fails(&of("namespaces: {matchLabels: {kubernetes.io/metadata.name: shop}}"));
        rule.passes(&of("namespaces: {matchLabels: {kubernetes.io/metadata.name: other}}"));
        rule.passes(&of("namespaces: {matchLabels: {team: unknown}}"));
        rule.fails(&of("pods: {namespaceSelector: {}, podSelector: {}}"));
    }

    #[test]
    fn a_priority_is_for_one() {
        let rule = tester::of(&super::ANP_ALLOW_OVERRIDES);
        let of = |name: &str, priority: u8| admin("AdminNetworkPolicy", name, &format!("priority: {priority}"));
        rule.fails(&(of("a", 1) + &of("b", 1)));
        rule.passes(&(of("a", 1) + &of("b", 2)));
        rule.passes(&(of("a", 1) + &of("a", 1)));
    }

    #[test]
    fn the_later_of_two_is_told() {
        let rule = tester::of(&super::ANP_ALLOW_OVERRIDES);
        let of = |name: &str| admin("AdminNetworkPolicy", name, "priority: 7");
        assert_eq!(rule.fails(&(of("a") + &of("b"))).subject.name, "b");
    }
}
