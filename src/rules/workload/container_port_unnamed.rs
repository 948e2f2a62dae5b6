//! `container-port-unnamed`

use super::ports;
use crate::rule::prelude::*;

declare_rule! {
    /// Ports that Services and probes must refer to by number.
    ///
    /// ## Why is this bad?
    /// A number that is written in the workload, in the Service and in the probe must be changed in all of them at
    /// once; a name stays. Meshes and monitoring read the protocol out of the name.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       ports:
    ///         - containerPort: 8080
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       ports:
    ///         - name: http
    ///           containerPort: 8080
    /// ```
    pub CONTAINER_PORT_UNNAMED = "container-port-unnamed" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["popeye:POP-105", "popeye:POP-108", "popeye:POP-1102", "kyverno:require-container-port-names"],
        check: Resource(&ports::WITH_PODS_AND_SERVICES, check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    if let Some(service) = Service::of(resource).filter(|it| it.selector().is_some()) {
        for target in service.ports().filter_map(|it| it.value().get("targetPort")) {
            if let Some(number) = target.as_int() {
                cx.report(target, format!("{} refers to port {number} by its number", resource.title()))
                    .help("name the port of the container, and write the name here");
            }
        }
    }
    for container in Pod::all(resource).flat_map(Pod::containers) {
        for port in ports::listed(container).filter(|it| it.get("name").is_none()) {
            let Some(number) = port.get("containerPort").filter(|it| it.is_scalar()) else { continue };
            let text = number.text().unwrap_or_default();
            cx.report(number, format!("port {text} of container `{}` has no name", container.name()))
                .help("give the port a name, such as `http` or `metrics`");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn services_should_use_the_name() {
        let rule = tester::of(&super::CONTAINER_PORT_UNNAMED);
        let service = |spec: &str| format!("apiVersion: v1\nkind: Service\nmetadata: {{name: s}}\nspec: {{{spec}}}\n");
        rule.fails(&service("selector: {a: b}, ports: [{port: 80, targetPort: 8080}]"));
        rule.passes(&service("selector: {a: b}, ports: [{port: 80, targetPort: http}]"));
        rule.passes(&service("selector: {a: b}, ports: [{port: 80}]"));
        rule.passes(&service("ports: [{port: 80, targetPort: 8080}]"));
        rule.finds(2, &tester::container("ports: [{containerPort: 1}, {containerPort: 2, name: null}]"));
    }
}
