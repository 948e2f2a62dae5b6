//! `pdb-blocks-eviction`

use super::{pdb_hpa_mismatch, replicas};
use crate::manifest::Amount;
use crate::rule::prelude::*;
use std::collections::BTreeMap;

declare_rule! {
    /// Disruption budgets that allow no disruption.
    ///
    /// ## Why is this bad?
    /// A pod that may never be evicted keeps its node from being drained: upgrades of the cluster hang until someone
    /// deletes the budget or the pod.
    ///
    /// ## Fail
    /// ```yaml
    /// # file: pdb.yaml
    /// apiVersion: policy/v1
    /// kind: PodDisruptionBudget
    /// metadata: {name: web}
    /// spec:
    ///   minAvailable: 51%
    ///   selector: {matchLabels: {app: web}}
    /// # file: web.yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   replicas: 2
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec: {containers: [{name: app}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: policy/v1
    /// kind: PodDisruptionBudget
    /// metadata: {name: web}
    /// spec:
    ///   minAvailable: 1
    ///   selector: {matchLabels: {app: web}}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   replicas: 2
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec: {containers: [{name: app}]}
    /// ```
    pub PDB_BLOCKS_EVICTION = "pdb-blocks-eviction" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: [
            "kube-linter:pdb-max-unavailable", "kube-linter:pdb-min-available", "polaris:pdbDisruptionsIsZero",
            "kyverno:pdb-maxunavailable", "kyverno:pdb-minavailable", "gatekeeper:k8spoddisruptionbudget",
            "popeye:POP-901",
        ],
        check: Related(&[Kind::PodDisruptionBudget], check)
    }
}

const HELP: &str = "let at least one pod go: `maxUnavailable: 1` works for any number of replicas above one";

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(spec) = resource.spec() else { return };
    let most = spec.get("maxUnavailable").filter(|&it| Amount::of(it).is_some_and(|it| it.round_up(100) == 0));
    let least = spec.get("minAvailable").and_then(|it| Some((it, Amount::of(it)?)));
    if let Some(at) = most.or_else(|| least.filter(|it| it.1 == Amount::Percent(100)).map(|it| it.0)) {
        cx.report(at, format!("{} never allows an eviction", resource.title())).help(HELP);
        return;
    }
    let Some((at, least)) = least else { return };
    let Some((replicas, workload)) = guarded(resource, spec, index) else { return };
    // More than an autoscaler keeps is the business of another rule.
    if pdb_hpa_mismatch::mismatch(resource, index).is_some() {
        return;
    }
    if replicas > 0 && least.round_up(replicas) >= replicas {
        cx.report(at, format!("{} keeps all {replicas} replicas from being evicted", resource.title()))
            .label(workload, "selected by the budget")
            .help(HELP);
    }
}

/// How many pods the selected workloads run at least; `None` where one of them does not say.
fn guarded<'a>(budget: Resource<'a>, spec: Value<'a>, index: &Index<'a>) -> Option<(i64, Resource<'a>)> {
    let selector = Selector::of_label_selector(spec.get("selector")?);
    if selector.is_empty() {
        return None;
    }
    // Of variants of one workload in several files the largest counts.
    let mut counts: BTreeMap<(Kind, &str), (i64, Resource<'a>)> = BTreeMap::new();
    for workload in index.selected(&selector, budget).into_iter().map(Pod::resource) {
        let (count, _) = replicas::least(workload, index)?;
        let entry = counts.entry((workload.kind(), workload.name())).or_insert((count, workload));
        entry.0 = entry.0.max(count);
    }
    let first = counts.values().next()?.1;
    Some((counts.values().map(|it| it.0).sum(), first))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn both(budget: &str, replicas: &str) -> String {
        format!(
            "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {{name: b}}\nspec: {{{budget}, selector: {{matchLabels: {{app: w}}}}}}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: w}}\nspec: {{{replicas}template: {{metadata: {{labels: {{app: w}}}}, spec: {{containers: [{{name: a}}]}}}}}}\n"
        )
    }

    #[test]
    fn percentages_round_up_and_unset_replicas_are_one() {
        let rule = tester::of(&super::PDB_BLOCKS_EVICTION);
        rule.fails(&both("maxUnavailable: 0", ""));
        rule.fails(&both("maxUnavailable: 0%", ""));
        rule.passes(&both("maxUnavailable: 1%", "replicas: 2, "));
        rule.fails(&both("minAvailable: 100%", "replicas: 9, "));
        rule.fails(&both("minAvailable: 1", ""));
        rule.passes(&both("minAvailable: 1", "replicas: 2, "));
        rule.fails(&both("minAvailable: 2", "replicas: 2, "));
        rule.passes(&both("minAvailable: 50%", "replicas: 2, "));
        rule.passes(&both("minAvailable: 1", "replicas: 0, "));
    }

    #[test]
    fn an_autoscaler_sets_the_least_number() {
        let rule = tester::of(&super::PDB_BLOCKS_EVICTION);
        let scaled = |least: &str| {
            format!(
                "{}---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {{name: h}}\nspec: {{{least}maxReplicas: 9, scaleTargetRef: {{apiVersion: apps/v1, kind: Deployment, name: w}}}}\n",
                both("minAvailable: 2", "")
            )
        };
        rule.passes(&scaled("minReplicas: 3, "));
        rule.fails(&scaled("minReplicas: 2, "));
        rule.passes(&scaled(""));
    }
}
