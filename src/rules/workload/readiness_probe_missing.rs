//! `readiness-probe-missing`

use super::probes;
use crate::rule::prelude::*;

declare_rule! {
    /// Containers behind a Service that nobody asks whether they are ready.
    ///
    /// ## Why is this bad?
    /// Without a readiness probe the Service sends traffic as soon as the process starts, so every roll-out and every
    /// restart drops requests. Containers that no port of the Service leads to, such as sidecars, need none.
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
            "checkov:CKV_K8S_9", "kubescape:C-0018", "kics:readiness_probe_is_not_configured", "datree:12",
            "popeye:POP-104", "gatekeeper:k8srequiredprobes", "kyverno:require-pod-probes", "kubewarden:probes",
        ],
        check: Related(Kind::WITH_PODS, check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for (container, service) in probes::unprobed(resource, index, "readinessProbe") {
        cx.report(container, format!("container `{}` has no readiness probe", container.name()))
            .label(service, "this Service sends it traffic")
            .help("add a `readinessProbe` that succeeds when the container can serve");
    }
}

#[cfg(test)]
mod tests {
    use crate::rule::Example;
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

    #[test]
    fn only_the_container_behind_a_port_of_the_service_is_asked() {
        let rule = tester::of(&super::READINESS_PROBE_MISSING);
        let it = |ports: &str| {
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: w, labels: {{a: x}}}}\nspec: {{containers: [{{name: reload}}, {{name: web, ports: [{{name: http, containerPort: 80}}]}}]}}\n---\napiVersion: v1\nkind: Service\nmetadata: {{name: s}}\nspec: {{selector: {{a: x}}, ports: [{ports}]}}\n"
            )
        };
        for ports in ["{port: 80}", "{port: 9, targetPort: 80}", "{port: 9, targetPort: http}"] {
            assert!(rule.fails(&it(ports)).message.contains("`web`"), "{ports}");
        }
        rule.finds(2, &it("{port: 80}, {port: 81}"));
        let beside = Example::new(&format!("# file: a.yaml\n{0}# file: b.yaml\n{0}", it("{port: 80}")));
        let found = rule.run(&beside);
        assert!(found.len() == 2 && found.iter().all(|it| it.labels[0].span.source == it.labels[1].span.source));
        rule.finds(2, &it(""));
    }
}
