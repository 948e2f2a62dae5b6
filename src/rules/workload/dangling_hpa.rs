//! `dangling-hpa`

use super::SCALABLE;
use crate::rule::prelude::*;

declare_rule! {
    /// Autoscalers whose workload does not exist.
    ///
    /// ## Why is this bad?
    /// The autoscaler scales nothing, and the workload that it was meant for stays as it is. Most often one side
    /// was renamed.
    ///
    /// ## Fail
    /// ```yaml
    /// # file: web.yaml
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
    /// # file: hpa.yaml
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata: {name: web}
    /// spec:
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: wbe}
    ///   maxReplicas: 5
    /// ```
    /// ## Pass
    /// ```yaml
    /// # file: web.yaml
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
    /// # file: hpa.yaml
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata: {name: web}
    /// spec:
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
    ///   maxReplicas: 5
    /// ```
    pub DANGLING_HPA = "dangling-hpa" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: [
            "kube-linter:dangling-horizontalpodautoscaler", "kube-score:horizontalpodautoscaler-has-target",
            "kubescape:C-0300", "popeye:POP-600", "gatekeeper:k8shorizontalpodautoscaler",
            "kics:hpa_targets_invalid_object",
        ],
        check: Related(&[Kind::HorizontalPodAutoscaler], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(target) = resource.path("spec.scaleTargetRef") else { return };
    let (Some(name), Some(kind)) = (target.get("name"), target.str("kind")) else { return };
    // Versions of one kind name the same objects.
    let group = target.str("apiVersion").unwrap_or_default().split_once('/').map_or("", |it| it.0);
    let known = Kind::of(group, kind);
    let Some(text) = name.as_str().filter(|_| SCALABLE.contains(&known)) else { return };
    if matches!(index.find(known, text, resource), Lookup::Missing) {
        cx.report(name, format!("{} scales {kind} `{text}`, which does not exist", resource.title()))
            .help("name the workload as its `metadata.name` does, in the same namespace");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn both(target: &str) -> String {
        format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: w}}\nspec: {{}}\n---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {{name: h}}\nspec: {{scaleTargetRef: {target}}}\n"
        )
    }

    #[test]
    fn the_group_counts_and_the_version_does_not() {
        let rule = tester::of(&super::DANGLING_HPA);
        rule.passes(&both("{apiVersion: apps/v1beta1, kind: Deployment, name: w}"));
        rule.passes(&both("{apiVersion: extensions/v1beta1, kind: Deployment, name: w}"));
        rule.fails(&both("{apiVersion: apps/v1, kind: Deployment, name: x}"));
        rule.passes(&both("{apiVersion: example.com/v1, kind: Deployment, name: x}"));
        // No StatefulSet is in the input, so it may be elsewhere.
        rule.passes(&both("{apiVersion: apps/v1, kind: StatefulSet, name: w}"));
        tester::of(&super::DANGLING_HPA).closed().fails(&both("{apiVersion: apps/v1, kind: StatefulSet, name: w}"));
    }
}
