//! `replicas-below-minimum`

use crate::rule::prelude::*;

declare_rule! {
    /// Workloads behind a Service that run fewer pods than are needed to survive the loss of one.
    ///
    /// ## Why is this bad?
    /// With a single replica every eviction, crash and drained node is an outage of the Service. How many replicas
    /// are asked for is an option; a workload that an autoscaler runs, and one scaled to zero, is left alone.
    ///
    /// ## Fail
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
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec:
    ///   selector: {app: web}
    ///   ports: [{port: 80}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   replicas: 2
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       containers:
    ///         - name: app
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec:
    ///   selector: {app: web}
    ///   ports: [{port: 80}]
    /// ```
    pub REPLICAS_BELOW_MINIMUM = "replicas-below-minimum" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: [
            "kube-linter:minimum-three-replicas", "kube-score:deployment-replicas",
            "polaris:deploymentMissingReplicas", "kyverno:require-multiple-replicas", "gatekeeper:k8sreplicalimits",
            "datree:16",
        ],
        options: Options,
        check: Related(&[Kind::Deployment, Kind::StatefulSet], check)
    }
}

/// Options of the rule.
#[derive(serde::Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// The least number of replicas.
    pub minimum: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self { minimum: 2 }
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    // Without containers this is part of an object, to be merged with the rest.
    let Some(pod) = Pod::of(resource).filter(|it| it.get("containers").is_some()) else { return };
    let replicas = resource.path("spec.replicas");
    let Some(count) = replicas.map_or(Some(1), Value::as_int) else { return };
    let minimum = i64::from(cx.options::<Options>().minimum);
    if count == 0 || count >= minimum || index.autoscaler(resource).is_some() {
        return;
    }
    let Some(service) = index.services_of(pod).next() else { return };
    let pods = if count == 1 { "one pod" } else { "too few pods" };
    let message = format!("{} runs {pods} where {minimum} are asked for", resource.title());
    let finding = match replicas {
        Some(at) => cx.report(at, message),
        None => cx.report(resource, message),
    };
    finding
        .label(service.grip(), "depends on them")
        .help(format!("set `replicas: {minimum}` or more, if the program can run more than once"));
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn web(replicas: &str, more: &str) -> String {
        format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: w}}\nspec: {{{replicas}template: {{metadata: {{labels: {{app: w}}}}, spec: {{containers: [{{name: a}}]}}}}}}\n---\napiVersion: v1\nkind: Service\nmetadata: {{name: w}}\nspec: {{selector: {{app: w}}}}\n{more}"
        )
    }

    #[test]
    fn unset_is_one_and_an_autoscaler_decides_for_itself() {
        let rule = tester::of(&super::REPLICAS_BELOW_MINIMUM);
        rule.fails(&web("", ""));
        rule.passes(&web("replicas: 0, ", ""));
        rule.passes(&web("replicas: 2, ", ""));
        rule.passes(&web("", "---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: h}\nspec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: w}}\n"));
        rule.passes(&web("", "---\napiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: h}\nspec: {scaleTargetRef: {name: w}}\n"));
    }

    #[test]
    fn the_minimum_is_an_option_and_no_service_asks_for_none() {
        let rule = tester::of(&super::REPLICAS_BELOW_MINIMUM).options(serde_json::json!({"minimum": 3}));
        rule.fails(&web("replicas: 2, ", ""));
        rule.passes(&web("replicas: 2, ", "").replace("selector: {app: w}", "selector: {app: x}"));
    }
}
