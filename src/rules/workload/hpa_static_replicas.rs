//! `hpa-static-replicas`

use super::SCALABLE;
use crate::rule::prelude::*;

declare_rule! {
    /// Workloads that fix the number of replicas an autoscaler is to choose.
    ///
    /// ## Why is this bad?
    /// Every apply of the manifest sets the number back, and the autoscaler starts over, often in the middle of the
    /// load.
    ///
    /// ## Fail
    /// ```yaml
    /// # file: web.yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   replicas: 2
    /// # file: hpa.yaml
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata: {name: web}
    /// spec:
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
    ///   maxReplicas: 5
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec: {}
    /// ---
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata: {name: web}
    /// spec:
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
    ///   maxReplicas: 5
    /// ```
    pub HPA_STATIC_REPLICAS = "hpa-static-replicas" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: [
            "kube-score:deployment-targeted-by-hpa-does-not-have-replicas-configured",
            "kics:hpa_targeted_deployments_with_configured_replica_count",
        ],
        keys: ["replicas"],
        check: Related(&SCALABLE, check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(replicas) = resource.spec().and_then(|it| it.get("replicas")) else { return };
    let Some(autoscaler) = index.autoscaler(resource) else { return };
    let target = autoscaler.path("spec.scaleTargetRef").map_or(autoscaler.grip(), Value::grip);
    cx.report(replicas, format!("{} fixes its replicas, and an autoscaler changes them", resource.title()))
        .label(target, format!("{} chooses the number", autoscaler.title()))
        .help(
            "delete the line; removing it by a client-side `kubectl apply` sets the replicas to 1 once, which \
             `kubectl apply edit-last-applied` avoids",
        )
        .fix(Safety::Unsafe, "leave the number to the autoscaler", Edit::remove_entry(replicas));
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn kind_group_and_namespace_must_agree() {
        let rule = tester::of(&super::HPA_STATIC_REPLICAS);
        let both = |target: &str, namespace: &str| {
            format!(
                "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {{name: db, namespace: a}}\nspec: {{replicas: 3}}\n---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {{name: h, namespace: {namespace}}}\nspec: {{scaleTargetRef: {target}}}\n"
            )
        };
        rule.fails(&both("{apiVersion: apps/v1, kind: StatefulSet, name: db}", "a"));
        rule.fails(&both("{apiVersion: apps/v1beta2, kind: StatefulSet, name: db}", "a"));
        rule.passes(&both("{apiVersion: apps/v1, kind: Deployment, name: db}", "a"));
        rule.passes(&both("{apiVersion: apps/v1, kind: StatefulSet, name: db}", "b"));
    }
}
