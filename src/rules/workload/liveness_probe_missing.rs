//! `liveness-probe-missing`

use super::probes;
use crate::rule::prelude::*;

declare_rule! {
    /// Containers behind a Service that are not restarted when they hang.
    ///
    /// ## Why is this bad?
    /// A process that deadlocks runs on and answers nothing until somebody notices. A liveness probe restarts it; a
    /// careless one restarts it under load, too, so it must ask less than the readiness probe does.
    ///
    /// ## Fail
    /// ```yaml
    /// # file: web.yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       containers:
    ///         - name: app
    /// # file: service.yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec:
    ///   selector: {app: web}
    /// ```
    /// ## Pass
    /// ```yaml
    /// # file: web.yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       containers:
    ///         - name: app
    ///           livenessProbe: {httpGet: {path: /live, port: 8080}}
    /// # file: service.yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec:
    ///   selector: {app: web}
    /// ```
    pub LIVENESS_PROBE_MISSING = "liveness-probe-missing" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: [
            "kube-linter:no-liveness-probe", "kube-score:pod-probes", "polaris:livenessProbeMissing",
            "checkov:CKV_K8S_8", "kubescape:C-0056", "kics:liveness_probe_is_not_defined", "datree:11",
            "popeye:POP-103", "gatekeeper:k8srequiredprobes", "kubewarden:probes",
        ],
        check: Related(Kind::WITH_PODS, check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for (container, service) in probes::unprobed(resource, index, "livenessProbe") {
        cx.report(container, format!("container `{}` has no liveness probe", container.name()))
            .label(service, "this Service sends it traffic")
            .help("add a `livenessProbe` that fails only when nothing but a restart helps");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_what_a_service_selects_and_what_runs_on_is_asked() {
        let rule = tester::of(&super::LIVENESS_PROBE_MISSING);
        let both = |api: &str, kind: &str, selector: &str| {
            format!(
                "apiVersion: {api}\nkind: {kind}\nmetadata: {{name: w}}\nspec: {{template: {{metadata: {{labels: {{a: x}}}}, spec: {{initContainers: [{{name: i}}, {{name: s, restartPolicy: Always}}], containers: [{{name: c, readinessProbe: {{}}}}]}}}}}}\n---\napiVersion: v1\nkind: Service\nmetadata: {{name: s}}\nspec: {{selector: {{a: {selector}}}}}\n"
            )
        };
        rule.finds(2, &both("apps/v1", "StatefulSet", "x"));
        rule.passes(&both("apps/v1", "StatefulSet", "y"));
        rule.passes(&both("batch/v1", "Job", "x"));
        rule.passes(&both("serving.knative.dev/v1", "Service", "x"));
    }
}
