//! `readiness-probe-missing`

use super::WORKLOADS;
use crate::rule::prelude::*;

declare_rule! {
    /// Containers behind a Service that nobody asks whether they are ready.
    ///
    /// ## Why is this bad?
    /// Without a readiness probe the Service sends traffic as soon as the process starts, so every roll-out and every
    /// restart drops requests.
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
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       containers:
    ///         - name: app
    ///           readinessProbe: {httpGet: {path: /ready, port: 8080}}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec:
    ///   selector: {app: web}
    /// ```
    pub READINESS_PROBE_MISSING = "readiness-probe-missing" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: [
            "kube-linter:no-readiness-probe", "kube-score:pod-probes", "polaris:readinessProbeMissing",
            "checkov:CKV_K8S_9", "kubescape:C-0018",
        ],
        check: Related(&WORKLOADS, check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    // Knative probes by itself.
    if resource.kind().is_job() || matches!(resource.kind(), Kind::KnativeService | Kind::KnativeConfiguration) {
        return;
    }
    let Some(pod) = Pod::of(resource) else { return };
    let open: Vec<_> =
        pod.containers().filter(|it| it.is_long_running() && it.get("readinessProbe").is_none()).collect();
    if open.is_empty() {
        return;
    }
    let Some(service) = index.service_of(pod) else { return };
    for container in open {
        cx.report(container, format!("container `{}` has no readiness probe", container.name()))
            .label(service, "this Service sends it traffic")
            .help("add a `readinessProbe` that succeeds when the container can serve");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_what_a_service_selects_and_what_runs_on_is_asked() {
        let rule = tester::of(&super::READINESS_PROBE_MISSING);
        let both = |kind: &str, selector: &str| {
            format!(
                "apiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: w, namespace: n}}\nspec: {{template: {{metadata: {{labels: {{a: x, b: y}}}}, spec: {{initContainers: [{{name: i}}, {{name: s, restartPolicy: Always}}], containers: [{{name: c}}]}}}}}}\n---\napiVersion: v1\nkind: Service\nmetadata: {{name: s, namespace: n}}\nspec: {{{selector}}}\n"
            )
        };
        rule.finds(2, &both("StatefulSet", "selector: {a: x}"));
        rule.finds(2, &both("StatefulSet", "selector: {b: y, a: x}"));
        rule.passes(&both("StatefulSet", "selector: {a: x, b: z}"));
        rule.passes(&both("StatefulSet", "selector: {}"));
        rule.passes(&both("StatefulSet", "type: ExternalName, selector: {a: x}"));
        rule.passes(&both("StatefulSet", "ports: []"));
    }
}
