//! `pdb-hpa-mismatch`

use crate::manifest::Amount;
use crate::rule::prelude::*;

declare_rule! {
    /// Disruption budgets that ask for more pods than the autoscaler keeps.
    ///
    /// ## Why is this bad?
    /// While the load is low the autoscaler runs fewer pods than the budget demands, and none of them may be
    /// evicted: nodes cannot be drained.
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
    ///   minAvailable: 3
    ///   selector: {matchLabels: {app: web}}
    /// ---
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata: {name: web}
    /// spec:
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
    ///   minReplicas: 2
    ///   maxReplicas: 9
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
    ///   minAvailable: 1
    ///   selector: {matchLabels: {app: web}}
    /// ---
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata: {name: web}
    /// spec:
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
    ///   minReplicas: 2
    ///   maxReplicas: 9
    /// ```
    pub PDB_HPA_MISMATCH = "pdb-hpa-mismatch" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["polaris:pdbMinAvailableGreaterThanHPAMinReplicas"],
        check: Related(&[Kind::PodDisruptionBudget], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(least) = resource.path("spec.minAvailable") else { return };
    let Some(mismatch) = mismatch(resource, index) else { return };
    let Mismatch { autoscaler, kept, asked } = mismatch;
    let at = autoscaler.path("spec.minReplicas").map_or(autoscaler.grip(), Value::grip);
    cx.report(least, format!("{} asks for {asked} pods where the autoscaler keeps {kept}", resource.title()))
        .label(at, format!("{} may go down to {kept}", autoscaler.title()))
        .help("use `maxUnavailable: 1`, or raise `minReplicas` above `minAvailable`");
}

/// A budget that asks for more pods than an autoscaler keeps.
pub(super) struct Mismatch<'a> {
    autoscaler: Resource<'a>,
    kept: i64,
    asked: i64,
}

/// Where all that a budget selects is one workload with an autoscaler that may go below `minAvailable`.
pub(super) fn mismatch<'a>(budget: Resource<'a>, index: &Index<'a>) -> Option<Mismatch<'a>> {
    let spec = budget.spec()?;
    let Amount::Pods(asked) = Amount::of(spec.get("minAvailable")?)? else { return None };
    let selector = Selector::of_label_selector(spec.get("selector")?);
    let pods = index.selected(&selector, budget);
    let workload = pods.first()?.resource();
    let one = pods.iter().all(|it| (it.resource().kind(), it.resource().name()) == (workload.kind(), workload.name()));
    let autoscaler = index.autoscaler(workload).filter(|it| one && it.kind() == Kind::HorizontalPodAutoscaler)?;
    let kept = autoscaler.path("spec.minReplicas").map_or(Some(1), Value::as_int)?;
    (asked > kept).then_some(Mismatch { autoscaler, kept, asked })
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn all(budget: &str, autoscaler: &str) -> String {
        format!(
            "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {{name: b}}\nspec: {{{budget}, selector: {{matchLabels: {{app: w}}}}}}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: w}}\nspec: {{template: {{metadata: {{labels: {{app: w}}}}, spec: {{containers: [{{name: a}}]}}}}}}\n---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {{name: h}}\nspec: {{{autoscaler}scaleTargetRef: {{apiVersion: apps/v1, kind: Deployment, name: w}}}}\n"
        )
    }

    #[test]
    fn an_unset_minimum_is_one() {
        let rule = tester::of(&super::PDB_HPA_MISMATCH);
        rule.fails(&all("minAvailable: 2", ""));
        rule.passes(&all("minAvailable: 1", ""));
        rule.passes(&all("minAvailable: 2", "minReplicas: 2, "));
        rule.passes(&all("minAvailable: 50%", ""));
        rule.passes(&all("minAvailable: 3", "minReplicas: 2, ").replace("name: w}}", "name: x}}"));
    }
}
