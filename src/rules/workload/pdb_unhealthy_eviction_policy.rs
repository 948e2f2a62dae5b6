//! `pdb-unhealthy-eviction-policy`

use crate::rule::prelude::*;

declare_rule! {
    /// Disruption budgets under which broken pods cannot be evicted.
    ///
    /// ## Why is this bad?
    /// By default a pod that is not ready may be evicted only while enough others are healthy. Pods that crash for
    /// ever then keep their node from being drained. `AlwaysAllow` lets them go.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: policy/v1
    /// kind: PodDisruptionBudget
    /// metadata: {name: web}
    /// spec:
    ///   maxUnavailable: 1
    ///   selector: {matchLabels: {app: web}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: policy/v1
    /// kind: PodDisruptionBudget
    /// metadata: {name: web}
    /// spec:
    ///   maxUnavailable: 1
    ///   unhealthyPodEvictionPolicy: AlwaysAllow
    ///   selector: {matchLabels: {app: web}}
    /// ```
    pub PDB_UNHEALTHY_EVICTION_POLICY = "pdb-unhealthy-eviction-policy" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["kube-linter:pdb-unhealthy-pod-eviction-policy"],
        check: Resource(&[Kind::PodDisruptionBudget], check)
    }
}

/// The first version where the field is on by default.
const SINCE: Version = Version::new(1, 27);

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(spec) = resource.spec().filter(|it| it.get("selector").is_some()) else { return };
    if spec.get("unhealthyPodEvictionPolicy").is_some() || cx.kubernetes_version() < SINCE {
        return;
    }
    cx.report(resource, format!("{} keeps pods that are not ready from being evicted", resource.title()))
        .help("set `unhealthyPodEvictionPolicy: AlwaysAllow`, or `IfHealthyBudget` where data could be lost")
        .fix(
            Safety::Unsafe,
            "let broken pods be evicted",
            Edit::insert_entry(spec, "unhealthyPodEvictionPolicy", "AlwaysAllow"),
        );
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn a_choice_is_respected_and_old_clusters_have_none() {
        let text = "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: b}\nspec: {selector: {}}\n";
        let rule = tester::of(&super::PDB_UNHEALTHY_EVICTION_POLICY);
        rule.fails(text);
        rule.passes(&text.replace("selector", "unhealthyPodEvictionPolicy: IfHealthyBudget, selector"));
        tester::of(&super::PDB_UNHEALTHY_EVICTION_POLICY).kubernetes("1.26").passes(text);
    }
}
