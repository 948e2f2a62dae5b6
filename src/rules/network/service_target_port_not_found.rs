//! `service-target-port-not-found`

use crate::rule::prelude::*;

declare_rule! {
    /// Named target ports that no selected pod declares.
    ///
    /// ## Why is this bad?
    /// A `targetPort` that is a name is looked up among the ports of the containers. Where no container has it, the
    /// Service has no endpoint for that port.
    ///
    /// ## Fail
    /// ```yaml
    /// # file: service.yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec:
    ///   selector: {app: web}
    ///   ports: [{port: 80, targetPort: htpp}]
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
    ///   ports: [{port: 80, targetPort: http}]
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
    pub SERVICE_TARGET_PORT_NOT_FOUND = "service-target-port-not-found" {
        severity: High,
        confidence: Medium,
        since: "0.1.0",
        refs: ["popeye:POP-1106", "kiali:KIA0701"],
        check: Related(&[Kind::Service], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(service) = Service::of(resource) else { return };
    let named = |it: ServicePort<'a>| {
        let protocol = it.value().str("protocol").unwrap_or("TCP");
        it.target_name().map(|(target, name)| (target, name, protocol))
    };
    let mut named = service.ports().filter_map(named).peekable();
    let (Some(_), Some(selector)) = (named.peek(), service.selector()) else { return };
    let Selected::Pods(pods) = index.pick(&selector, resource) else { return };
    for (target, name, protocol) in named {
        let same = |it: Value<'_>| it.str("name") == Some(name) && it.str("protocol").unwrap_or("TCP") == protocol;
        let declares = |pod: &Pod<'_>| {
            pod.containers().filter(|it| it.is_long_running()).any(|it| it.value().list("ports").any(same))
        };
        if pods.iter().any(declares) {
            continue;
        }
        let finding = cx.report(
            target,
            format!("no container behind Service `{}` has a {protocol} port named `{name}`", resource.name()),
        );
        finding.help("name the port in the container, or write its number");
        let ports = pods[0].containers().find_map(|it| it.get("ports"));
        match ports {
            Some(ports) => finding.label(ports, format!("the ports of {}", pods[0].resource().title())),
            None => finding.label(pods[0].grip(), "selected, without any port"),
        };
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn numbers_are_only_information() {
        let rule = tester::of(&super::SERVICE_TARGET_PORT_NOT_FOUND);
        let pod = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p, labels: {app: web}}\nspec: {containers: [{name: a}], initContainers: [{name: s, restartPolicy: Always, ports: [{name: proxy, containerPort: 1}]}]}\n";
        let service = |target: &str| {
            format!(
                "apiVersion: v1\nkind: Service\nmetadata: {{name: s}}\nspec: {{selector: {{app: web}}, ports: [{{port: 80, targetPort: {target}}}]}}\n{pod}"
            )
        };
        rule.passes(&service("8080"));
        rule.passes(&service("'8080'"));
        rule.passes(&service("proxy"));
        let found = rule.fails(&service("http"));
        assert_eq!(found.labels.len(), 2);
        // A name is looked up together with the protocol, and init containers have ended.
        rule.fails(&service("proxy, protocol: UDP"));
        rule.fails(&service("proxy").replace("restartPolicy: Always, ", ""));
    }
}
