//! `pdb-missing`

use super::{SCALABLE, replicas};
use crate::rule::prelude::*;

declare_rule! {
    /// Workloads with several replicas that no disruption budget guards.
    ///
    /// ## Why is this bad?
    /// Draining a node, as every upgrade of a cluster does, may evict all pods of the workload at once. A
    /// PodDisruptionBudget makes it wait until enough of them run elsewhere.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   replicas: 3
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       containers:
    ///         - name: app
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   replicas: 3
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
    pub PDB_MISSING = "pdb-missing" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: [
            "kube-score:deployment-has-poddisruptionbudget", "kube-score:statefulset-has-poddisruptionbudget",
            "polaris:missingPodDisruptionBudget", "popeye:POP-206", "kyverno:require-pdb",
            "kics:deployment_without_pod_disruption_budget", "kics:statefulset_without_pod_disruption_budget",
        ],
        check: Related(&SCALABLE, check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(pod) = Pod::of(resource).filter(|it| it.get("containers").is_some()) else { return };
    let Some((count, at)) = replicas::least(resource, index).filter(|it| it.0 >= 2) else { return };
    if !matches!(index.budget(pod), Lookup::Missing) {
        return;
    }
    let finding = cx.report(resource, format!("no disruption budget guards the {count} pods of {}", resource.title()));
    if let Some(at) = at {
        finding.label(at, "so many pods");
    }
    finding.help("add a PodDisruptionBudget with `maxUnavailable: 1` that selects the labels of the pods");
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn both(replicas: &str, selector: &str) -> String {
        format!(
            "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {{name: w}}\nspec: {{{replicas}template: {{metadata: {{labels: {{app: w}}}}, spec: {{containers: [{{name: a}}]}}}}}}\n---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {{name: b}}\nspec: {{maxUnavailable: 1, selector: {selector}}}\n"
        )
    }

    #[test]
    fn every_label_of_the_budget_must_fit() {
        let rule = tester::of(&super::PDB_MISSING);
        rule.passes(&both("replicas: 2, ", "{matchLabels: {app: w}}"));
        rule.fails(&both("replicas: 2, ", "{matchLabels: {app: w, tier: x}}"));
        rule.passes(&both("replicas: 2, ", "{}"));
        rule.fails(&both("replicas: 2, ", "{}").replace("policy/v1", "policy/v1beta1"));
        rule.passes(&both("replicas: 2, ", "{matchExpressions: [{key: app, operator: Exists}]}"));
    }

    #[test]
    fn unset_replicas_are_one_and_a_budget_elsewhere_may_be_meant() {
        let rule = tester::of(&super::PDB_MISSING);
        rule.passes(&both("", "{matchLabels: {app: x}}"));
        let apart = both("replicas: 2, ", "{matchLabels: {app: w}}").replace("---\n", "# file: b/pdb.yaml\n");
        rule.passes(&format!("# file: a/web.yaml\n{apart}"));
    }
}
