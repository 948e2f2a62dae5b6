//! `service-dangling`

use crate::rule::prelude::*;

declare_rule! {
    /// Services whose selector picks no pod.
    ///
    /// ## Why is this bad?
    /// Clients get connection refused. Most often a label was renamed on one side; the next pod that carries the
    /// label by chance gets the traffic.
    ///
    /// ## Fail
    /// ```yaml
    /// # file: service.yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec:
    ///   selector: {app: wbe}
    ///   ports: [{port: 80}]
    /// # file: deployment.yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       containers: [{name: app, ports: [{name: http, containerPort: 8080}]}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// # file: service.yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec:
    ///   selector: {app: web}
    ///   ports: [{port: 80}]
    /// # file: deployment.yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       containers: [{name: app, ports: [{name: http, containerPort: 8080}]}]
    /// ```
    pub SERVICE_DANGLING = "service-dangling" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["alias:dangling-service", "kube-linter:dangling-service", "kubescape:C-0293", "kube-score:service-targets-pod", "kics:service_does_not_target_pod", "popeye:POP-1100"],
        check: Related(&[Kind::Service], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(service) = Service::of(resource) else { return };
    let (Some(selector), Some(at)) = (service.selector(), service.selector_value()) else { return };
    if matches!(index.pick(&selector, resource), Selected::Nothing) {
        cx.report(at, format!("no pod fits the selector of Service `{}`", resource.name()))
            .help("compare it with the labels of the pod template, not with those of the workload");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    const POD: &str = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p, labels: {app: web}}\nspec: {}\n";

    #[test]
    fn the_input_must_hold_the_pods_of_that_place() {
        let rule = tester::of(&super::SERVICE_DANGLING);
        let service = "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {selector: {app: x}}\n";
        rule.passes(service);
        tester::of(&super::SERVICE_DANGLING).closed().fails(service);
        rule.fails(&format!("{service}{POD}"));
        rule.passes(&format!("# file: a/s.yaml\n{service}# file: b/p.yaml\n{POD}"));
        rule.passes(&format!(
            "# file: a/s.yaml\n{service}# file: a/p.yaml\n{POD}# file: b/x.yaml\n{}",
            POD.replace("web", "x")
        ));
    }

    #[test]
    fn an_open_namespace_is_not_default() {
        let rule = tester::of(&super::SERVICE_DANGLING);
        let service =
            "apiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: default}\nspec: {selector: {app: x}}\n";
        let other =
            "---\napiVersion: v1\nkind: Pod\nmetadata: {name: q, namespace: default, labels: {app: y}}\nspec: {}\n";
        rule.passes(&format!("# file: a.yaml\n{service}# file: b.yaml\n{POD}"));
        rule.fails(&format!("# file: a.yaml\n{service}# file: b.yaml\n{other}"));
        rule.passes(&format!("# file: a.yaml\n{service}# file: b.yaml\n{other}{}", POD.replace("app: web", "app: x")));
    }

    #[test]
    fn empty_selectors_and_pods_of_operators_are_no_mistake() {
        let rule = tester::of(&super::SERVICE_DANGLING);
        rule.passes(&format!("apiVersion: v1\nkind: Service\nmetadata: {{name: s}}\nspec: {{selector: {{}}}}\n{POD}"));
        rule.passes(&format!("apiVersion: v1\nkind: Service\nmetadata: {{name: s}}\nspec: {{selector: {{app: x}}}}\n{POD}---\napiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: {{name: x}}\nspec: {{replicas: 2}}\n"));
    }

    #[test]
    fn the_labels_are_those_of_the_pods() {
        let rule = tester::of(&super::SERVICE_DANGLING);
        let of = |service: &str, template: &str| {
            format!(
                "apiVersion: v1\nkind: Service\nmetadata: {{name: s}}\nspec: {{selector: {{app: {service}}}}}\n---\n\
                 apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: d, labels: {{app: web}}}}\n\
                 spec: {{selector: {{matchLabels: {{app: web}}}}, template: {{metadata: {{labels: {{app: {template}}}}}, spec: {{}}}}}}\n"
            )
        };
        rule.fails(&of("web", "api"));
        rule.passes(&of("api", "api"));
        rule.passes(&of("api", "api").replace(
            "spec: {selector: {app: api}}",
            "spec: {type: ExternalName, externalName: a, selector: {app: x}}",
        ));
    }
}
