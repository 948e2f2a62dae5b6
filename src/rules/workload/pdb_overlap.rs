//! `pdb-overlap`

use crate::rule::prelude::*;

declare_rule! {
    /// Pods that two disruption budgets select.
    ///
    /// ## Why is this bad?
    /// The eviction API does not choose between budgets: for a pod with more than one it returns an error, so the
    /// node of that pod cannot be drained.
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
    ///   selector: {matchLabels: {app: web}}
    /// ---
    /// apiVersion: policy/v1
    /// kind: PodDisruptionBudget
    /// metadata: {name: all}
    /// spec:
    ///   maxUnavailable: 1
    ///   selector: {}
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
    pub PDB_OVERLAP = "pdb-overlap" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["popeye:POP-209"],
        check: Related(&[Kind::PodDisruptionBudget], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(at) = resource.path("spec.selector") else { return };
    let selector = Selector::of_label_selector(at);
    let place = |it: Resource<'_>| (it.source(), it.root().id());
    for pod in index.selected(&selector, resource) {
        let budgets = index.budgets_of(pod);
        if !budgets.iter().any(|&it| place(it) == place(resource)) {
            return;
        }
        // The later one is reported.
        let other = budgets.into_iter().find(|&it| {
            place(it) < place(resource)
                && it.name() != resource.name()
                && index.together(it, resource)
                && index.together(it, pod.resource())
        });
        if let Some(other) = other {
            cx.report(at, format!("{} selects pods that {} selects, too", resource.title(), other.title()))
                .label(other.path("spec.selector").map_or(other.grip(), Value::grip), "the other budget")
                .label(pod.grip(), "its pods cannot be evicted")
                .help("let every pod have one budget: narrow a selector, or delete one of the two");
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn two(one: &str, other: &str) -> String {
        let budget = |name: &str, selector: &str| {
            format!(
                "---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {{name: {name}}}\nspec: {{maxUnavailable: 1, selector: {selector}}}\n"
            )
        };
        let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p, labels: {app: w, tier: x}}\nspec: {containers: [{name: a}]}\n";
        format!("{pod}{}{}", budget("one", one), budget("two", other))
    }

    #[test]
    fn selectors_overlap_where_a_pod_fits_both() {
        let rule = tester::of(&super::PDB_OVERLAP);
        rule.fails(&two("{matchLabels: {app: w}}", "{matchLabels: {tier: x}}"));
        rule.passes(&two("{matchLabels: {app: w}}", "{matchLabels: {tier: y}}"));
        rule.fails(&two("{}", "{matchExpressions: [{key: app, operator: In, values: [w]}]}"));
        rule.passes(&two("{}", "{}").replace("policy/v1", "policy/v1beta1"));
        rule.passes(&two("{}", "{}").replace("name: two", "name: one"));
    }
}
