//! `netpol-policytypes-implicit`

use crate::rule::prelude::*;

declare_rule! {
    /// Network policies with rules that `policyTypes` switches off.
    ///
    /// ## Why is this bad?
    /// Rules of a direction count only if `policyTypes` lists it. What was written as a restriction restricts
    /// nothing.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: web}
    /// spec:
    ///   podSelector: {}
    ///   policyTypes: [Ingress]
    ///   egress:
    ///     - to: [{podSelector: {}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: web}
    /// spec:
    ///   podSelector: {}
    ///   policyTypes: [Ingress, Egress]
    ///   egress:
    ///     - to: [{podSelector: {}}]
    /// ```
    pub NETPOL_POLICYTYPES_IMPLICIT = "netpol-policytypes-implicit" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Resource(&[Kind::NetworkPolicy], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(policy) = NetworkPolicy::of(resource) else { return };
    for direction in [Direction::Ingress, Direction::Egress] {
        let Some(rules) = policy.get(direction.field()).filter(|_| !policy.isolates(direction)) else { continue };
        let word = direction.policy_type();
        let finding =
            cx.report(rules, format!("`{}` has no effect: the policy is not of type `{word}`", direction.field()));
        finding.help(format!("add `{word}` to `policyTypes`, or delete the rules"));
        let types = policy.get("policyTypes");
        if let Some(types) = types {
            finding.label(types, format!("`{word}` is not listed"));
        }
        let edits = match (types.filter(|it| !it.is_empty()), resource.spec()) {
            (Some(types), _) => Edit::append_item(types, word),
            (None, Some(spec)) if types.is_none() => Edit::insert_into(spec, &["policyTypes"], "[Ingress, Egress]"),
            _ => Vec::new(),
        };
        finding.fix(Safety::Unsafe, format!("list `{word}`"), edits);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_defaults_follow_what_is_written() {
        let rule = tester::of(&super::NETPOL_POLICYTYPES_IMPLICIT);
        let of = |spec: &str| {
            format!("apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: n}}\nspec: {spec}\n")
        };
        rule.passes(&of("{podSelector: {}, egress: [{}]}"));
        rule.fails(&of("{podSelector: {}, egress: []}"));
        rule.fails(&of("{podSelector: {}, policyTypes: [Egress], ingress: []}"));
        rule.passes(&of("{podSelector: {}, policyTypes: [Egress]}"));
        rule.passes(&of("{podSelector: {}, policyTypes: [Ingress], egress: null}"));
    }

    #[test]
    fn the_fix_lists_what_is_written() {
        let rule = tester::of(&super::NETPOL_POLICYTYPES_IMPLICIT);
        let of = |spec: &str| {
            format!("apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: n}}\nspec: {spec}\n")
        };
        for spec in [
            "{podSelector: {}, policyTypes: [Ingress], egress: [{to: [{podSelector: {}}]}]}",
            "{podSelector: {}, policyTypes: [Egress], ingress: [{}]}",
            "{podSelector: {}, egress: []}",
        ] {
            let text = of(spec);
            let edits = rule.fails(&text).fix.unwrap().edits;
            let mut fixed = text.clone();
            fixed.replace_range(edits[0].span.range(), &edits[0].text);
            rule.passes(&fixed);
        }
        rule.passes(&of("{podSelector: {}, ingress: [], egress: [{}]}"));
        rule.passes(&of("{podSelector: {}, policyTypes: [Ingress, Egress], ingress: [], egress: []}"));
    }
}
