//! `zero-replicas`

use super::SCALABLE;
use crate::rule::prelude::*;

declare_rule! {
    /// Workloads that are switched off.
    ///
    /// ## Why is this bad?
    /// A workload with no replicas still has its accounts, secrets and exposure in the cluster, and nobody notices
    /// when it no longer starts. If it is not needed any more, it should go.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   replicas: 0
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
    ///   replicas: 1
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       containers:
    ///         - name: app
    /// ```
    pub ZERO_REPLICAS = "zero-replicas" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["popeye:POP-500"],
        check: Related(&SCALABLE, check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let replicas = resource.spec().and_then(|it| it.get("replicas")).filter(|it| it.as_int() == Some(0));
    let Some(replicas) = replicas.filter(|_| index.autoscaler(resource).is_none()) else { return };
    cx.report(replicas, format!("{} runs no pod", resource.title()))
        .help("delete what is not needed any more; what is scaled from outside needs no `replicas`");
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn an_autoscaler_may_start_from_zero() {
        let rule = tester::of(&super::ZERO_REPLICAS);
        let off = "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: w}\nspec: {replicas: 0}\n";
        rule.fails(off);
        rule.passes(&off.replace("0}", "null}"));
        rule.passes(&format!("{off}---\napiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {{name: s}}\nspec: {{scaleTargetRef: {{kind: StatefulSet, name: w}}}}\n"));
    }
}
