//! `pdb-no-match`

use crate::rule::prelude::*;

declare_rule! {
    /// Disruption budgets that select no pod.
    ///
    /// ## Why is this bad?
    /// A budget without pods protects nothing, and most often a label was renamed on one side.
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
    ///       containers:
    ///         - name: app
    /// ---
    /// apiVersion: policy/v1
    /// kind: PodDisruptionBudget
    /// metadata: {name: web}
    /// spec:
    ///   maxUnavailable: 1
    ///   selector: {matchLabels: {app: wbe}}
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
    ///       containers:
    ///         - name: app
    /// ---
    /// apiVersion: policy/v1
    /// kind: PodDisruptionBudget
    /// metadata: {name: web}
    /// spec:
    ///   maxUnavailable: 1
    ///   selector: {matchLabels: {app: web}}
    /// ```
    pub PDB_NO_MATCH = "pdb-no-match" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["popeye:POP-900"],
        check: Related(&[Kind::PodDisruptionBudget], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(spec) = resource.spec() else { return };
    let Some(at) = spec.get("selector") else {
        // Without a bound, too, this is part of an object, to be merged with the rest.
        if spec.get("maxUnavailable").or(spec.get("minAvailable")).is_some() {
            cx.report(resource, format!("{} has no selector, and protects no pod", resource.title()))
                .help("set `selector.matchLabels` to labels of the pods");
        }
        return;
    };
    let selector = Selector::of_label_selector(at);
    if selector.is_empty() {
        if resource.version() == "v1beta1" {
            cx.report(at, format!("the empty selector of {} picks no pod in `policy/v1beta1`", resource.title()))
                .help("set `selector.matchLabels` to labels of the pods");
        }
    } else if matches!(index.pick(&selector, resource), Selected::Nothing) {
        cx.report(at, format!("no pod fits the selector of {}", resource.title()))
            .help("compare it with the labels of the pod template, not with those of the workload");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn an_empty_selector_picks_every_pod_and_a_missing_one_none() {
        let rule = tester::of(&super::PDB_NO_MATCH);
        let of = |selector: &str| {
            format!(
                "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {{name: b}}\nspec: {{maxUnavailable: 1{selector}}}\n"
            )
        };
        rule.passes(&of(", selector: {}"));
        rule.fails(&of(""));
        rule.fails(&of(", selector: {}").replace("policy/v1", "policy/v1beta1"));
        rule.passes(&of(", selector: {matchLabels: {app: x}}"));
        tester::of(&super::PDB_NO_MATCH).closed().fails(&of(", selector: {matchLabels: {app: x}}"));
    }
}
