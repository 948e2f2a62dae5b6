//! `netpol-no-default-deny`

use super::isolation::default_deny;
use crate::rule::prelude::*;

declare_rule! {
    /// Namespaces with network policies, but without a default that isolates all pods.
    ///
    /// ## Why is this bad?
    /// Policies that select by label isolate the workloads that were thought of. A pod that is added later, or whose
    /// label is mistyped, is open. A policy with an empty `podSelector` isolates whatever comes.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop}
    /// ---
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   podSelector: {matchLabels: {app: web}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop}
    /// ---
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   podSelector: {}
    ///   policyTypes: [Ingress, Egress]
    /// ```
    pub NETPOL_NO_DEFAULT_DENY = "netpol-no-default-deny" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kyverno:add-network-policy", "cis-1.12:5.3.2", "cwe:284"],
        check: Related(&[Kind::Namespace], check)
    }
}

fn check<'a>(namespace: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    if index.is_guarded_elsewhere(namespace) {
        return;
    }
    let policies = index.policies_of(namespace);
    let Some(first) = policies.first() else { return };
    let open = Direction::ALL.map(|direction| {
        let is_default = |it: &NetworkPolicy<'a>| it.selector().is_empty() && it.isolates(direction);
        !policies.iter().any(is_default)
    });
    let what = match open {
        [false, false] => return,
        [true, true] => "by default",
        [true, false] => "from incoming traffic by default",
        [false, true] => "from sending traffic by default",
    };
    let missing: Vec<Direction> = Direction::ALL.into_iter().zip(open).filter(|it| it.1).map(|it| it.0).collect();
    cx.report(namespace, format!("no policy isolates the pods of namespace `{}` {what}", namespace.name()))
        .label(first.resource(), "it has policies for some")
        .help("add a NetworkPolicy with `podSelector: {}` and `policyTypes: [Ingress, Egress]`")
        .fix(Safety::Unsafe, "isolate the other pods", default_deny(namespace, &missing));
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn each_direction_needs_its_default() {
        let rule = tester::of(&super::NETPOL_NO_DEFAULT_DENY);
        let of = |specs: &[&str]| {
            let policy = |spec: &&str| {
                format!(
                    "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: n, namespace: shop}}\nspec: {spec}\n"
                )
            };
            let policies: String = specs.iter().map(policy).collect();
            format!("apiVersion: v1\nkind: Namespace\nmetadata: {{name: shop}}\n{policies}")
        };
        rule.passes(&of(&[]));
        rule.passes(&of(&["{podSelector: {}}", "{podSelector: {}, policyTypes: [Egress]}"]));
        let found = rule.fails(&of(&["{podSelector: {}}"]));
        assert!(found.message.ends_with("from sending traffic by default"), "{}", found.message);
        let found = rule.fails(&of(&["{podSelector: {}, policyTypes: [Egress]}"]));
        assert!(found.message.ends_with("from incoming traffic by default"), "{}", found.message);
    }

    #[test]
    fn the_fix_isolates_what_is_open_only() {
        let rule = tester::of(&super::NETPOL_NO_DEFAULT_DENY);
        let text = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n---\n\
                    apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: n, namespace: shop}\nspec: {podSelector: {}}\n";
        let edit = &rule.fails(text).fix.unwrap().edits[0];
        assert!(edit.text.contains("policyTypes: [Egress]"), "{}", edit.text);
        let mut fixed = text.to_owned();
        fixed.replace_range(edit.span.range(), &edit.text);
        rule.passes(&fixed);
    }
}
