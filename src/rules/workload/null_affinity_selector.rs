//! `null-affinity-selector`

use crate::rule::prelude::*;

declare_rule! {
    /// Affinities to other pods that select none.
    ///
    /// ## Why is this bad?
    /// An affinity term without a `labelSelector` matches no pod. An anti-affinity then keeps nothing apart, and a
    /// required affinity keeps the pod from being scheduled at all.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       affinity:
    ///         podAntiAffinity:
    ///           requiredDuringSchedulingIgnoredDuringExecution:
    ///             - topologyKey: kubernetes.io/hostname
    ///       containers:
    ///         - name: app
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       affinity:
    ///         podAntiAffinity:
    ///           requiredDuringSchedulingIgnoredDuringExecution:
    ///             - topologyKey: kubernetes.io/hostname
    ///               labelSelector: {matchLabels: {app: web}}
    ///       containers:
    ///         - name: app
    /// ```
    pub NULL_AFFINITY_SELECTOR = "null-affinity-selector" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: [],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    let Some(affinity) = pod.get("affinity") else { return };
    for term in pod_terms(affinity) {
        if term.get("labelSelector").is_none() {
            cx.report(term, "the affinity term has no `labelSelector`, so it matches no pod")
                .help("set `labelSelector`; an empty one, `{}`, matches every pod");
        }
    }
}

/// The terms of affinities and anti-affinities to other pods, required and preferred.
pub(super) fn pod_terms(affinity: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    let rules = ["podAffinity", "podAntiAffinity"].into_iter().filter_map(move |it| affinity.get(it));
    rules.flat_map(|it| {
        let preferred = it.list("preferredDuringSchedulingIgnoredDuringExecution");
        let required = it.list("requiredDuringSchedulingIgnoredDuringExecution");
        required.chain(preferred.filter_map(|it| it.get("podAffinityTerm"))).filter(|it| it.is_mapping())
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn an_empty_selector_is_not_a_missing_one() {
        let rule = tester::of(&super::NULL_AFFINITY_SELECTOR);
        let preferred = |term: &str| {
            tester::pod(&format!(
                "{{affinity: {{podAffinity: {{preferredDuringSchedulingIgnoredDuringExecution: [{{weight: 1, podAffinityTerm: {{topologyKey: a{term}}}}}]}}}}}}"
            ))
        };
        rule.fails(&preferred(""));
        rule.fails(&preferred(", labelSelector: null"));
        rule.passes(&preferred(", labelSelector: {}"));
        rule.passes(&tester::pod("{affinity: {nodeAffinity: {}}}"));
    }
}
