//! `hpa-min-equals-max`

use crate::rule::prelude::*;

declare_rule! {
    /// Autoscalers that have no room to scale.
    ///
    /// ## Why is this bad?
    /// With `maxReplicas` equal to `minReplicas` the number of pods never changes, whatever the load. With a
    /// smaller one the API server refuses the object.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata: {name: web}
    /// spec:
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
    ///   minReplicas: 3
    ///   maxReplicas: 3
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
    pub HPA_MIN_EQUALS_MAX = "hpa-min-equals-max" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["polaris:hpaMaxAvailability"],
        check: Resource(&[Kind::HorizontalPodAutoscaler], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(spec) = resource.spec().filter(|it| it.get("scaleTargetRef").is_some()) else { return };
    let Some((at, most)) = spec.get("maxReplicas").and_then(|it| Some((it, it.as_int()?))) else { return };
    let written = spec.get("minReplicas");
    let Some(least) = written.map_or(Some(1), Value::as_int).filter(|&it| most <= it) else { return };
    let finding = if most == least {
        cx.report(at, format!("{} always keeps {most} replicas", resource.title()))
    } else {
        cx.report(at, format!("{} allows at most {most} replicas and at least {least}", resource.title()))
    };
    if most < least {
        finding.severity(Severity::High);
    }
    if let Some(least) = written {
        finding.label(least, "the least number");
    }
    finding.help("raise `maxReplicas`, or set `replicas` in the workload and delete the autoscaler");
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::tester;

    #[test]
    fn an_unset_minimum_is_one_and_less_than_it_is_refused() {
        let of = |spec: &str| {
            format!(
                "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {{name: h}}\nspec: {{{spec}, scaleTargetRef: {{kind: Deployment, name: w}}}}\n"
            )
        };
        let rule = tester::of(&super::HPA_MIN_EQUALS_MAX);
        assert_eq!(rule.fails(&of("maxReplicas: 1")).severity, Severity::Low);
        rule.passes(&of("maxReplicas: 2"));
        assert_eq!(rule.fails(&of("minReplicas: 3, maxReplicas: 2")).severity, Severity::High);
    }
}
