//! `hpa-min-replicas`

use crate::rule::prelude::*;

declare_rule! {
    /// Autoscalers that go down to fewer pods than are needed to survive the loss of one.
    ///
    /// ## Why is this bad?
    /// While the load is low a single pod is left, and its eviction or crash is an outage. An unset `minReplicas`
    /// means one. How many are asked for is an option.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata: {name: web}
    /// spec:
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
    ///   maxReplicas: 5
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata: {name: web}
    /// spec:
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
    ///   minReplicas: 2
    ///   maxReplicas: 5
    /// ```
    pub HPA_MIN_REPLICAS = "hpa-min-replicas" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: [
            "kube-linter:hpa-minimum-three-replicas", "kube-score:horizontalpodautoscaler-replicas",
            "polaris:hpaMinAvailability", "datree:13",
            "gatekeeper:k8shorizontalpodautoscaler",
        ],
        options: Options,
        check: Resource(&[Kind::HorizontalPodAutoscaler], check)
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

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    // Without a target this is part of an object, to be merged with the rest.
    let Some(spec) = resource.spec().filter(|it| it.get("scaleTargetRef").is_some()) else { return };
    let written = spec.get("minReplicas");
    let Some(count) = written.map_or(Some(1), Value::as_int) else { return };
    let minimum = i64::from(cx.options::<Options>().minimum);
    if count >= minimum {
        return;
    }
    let message = format!("{} may go down to {count} where {minimum} pods are asked for", resource.title());
    let finding = match written {
        Some(at) => cx.report(at, message),
        None => cx.report(resource, message),
    };
    finding.help(format!("set `minReplicas: {minimum}` or more, if the program can run more than once"));
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn unset_is_one() {
        let of = |spec: &str| {
            format!(
                "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {{name: h}}\nspec: {{{spec}scaleTargetRef: {{kind: Deployment, name: w}}}}\n"
            )
        };
        let rule = tester::of(&super::HPA_MIN_REPLICAS);
        rule.fails(&of(""));
        rule.fails(&of("minReplicas: null, "));
        rule.passes(&of("minReplicas: 2, "));
        let three = tester::of(&super::HPA_MIN_REPLICAS).options(serde_json::json!({"minimum": 3}));
        three.fails(&of("minReplicas: 2, "));
    }
}
