//! `authz-port-is-service-port`

use crate::rule::prelude::*;

declare_rule! {
    /// Ports of the Service where those of the workload are meant.
    ///
    /// ## Why is this bad?
    /// Policies are held against the port that the workload listens on. The port of the Service is another number if
    /// `targetPort` says so: a rule that denies it never holds, and one that allows it lets nobody in.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   action: DENY
    ///   rules:
    ///     - to: [{operation: {ports: ['80']}}]
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       containers:
    ///         - {name: web, image: example.com/web:1, ports: [{containerPort: 8080}]}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec:
    ///   selector: {app: web}
    ///   ports:
    ///     - {port: 80, targetPort: 8080}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   action: DENY
    ///   rules:
    ///     - to: [{operation: {ports: ['8080']}}]
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       containers:
    ///         - {name: web, image: example.com/web:1, ports: [{containerPort: 8080}]}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec:
    ///   selector: {app: web}
    ///   ports:
    ///     - {port: 80, targetPort: 8080}
    /// ```
    pub AUTHZ_PORT_IS_SERVICE_PORT = "authz-port-is-service-port" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Related(&[Kind::AuthorizationPolicy], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(policy) = AuthorizationPolicy::of(resource) else { return };
    let selector = policy.selector();
    let mut ports = policy.clauses().filter(|it| it.attribute == Attribute::Ports).peekable();
    // At a waypoint the port may be that of the Service.
    if ports.peek().is_none() || policy.has_targets() || selector.is_empty() {
        return;
    }
    let Selected::Pods(pods) = index.pick(&selector, resource) else { return };
    let services: Vec<Service<'a>> =
        pods.iter().flat_map(|it| index.services_of(*it)).filter_map(Service::of).collect();
    for clause in ports {
        for value in clause.list.items() {
            let Some(number) = value.text().and_then(|it| it.parse::<i64>().ok()) else { continue };
            if pods.iter().any(|it| listens(*it, number)) {
                continue;
            }
            let targets = |it: &Service<'a>| it.ports().any(|it| leads_to(it, &pods) == Some(number));
            let mapped: Vec<(i64, ServicePort<'a>)> = services
                .iter()
                .flat_map(|it| it.ports())
                .filter(|it| it.number() == Some(number))
                .filter_map(|it| Some((leads_to(it, &pods)?, it)))
                .collect();
            let Some(&(target, port)) = mapped.first() else { continue };
            if services.iter().any(targets) {
                continue;
            }
            let finding =
                cx.report(value, format!("`{number}` is the port of the Service; the workload listens on {target}"));
            finding
                .help(format!("write `{target}`"))
                .label(port.value().get("port").unwrap_or(port.value()), "leads to another port");
            if mapped.iter().all(|it| it.0 == target) {
                finding.fix(
                    Safety::Unsafe,
                    "write the port of the workload",
                    [Edit::replace(value, format!("'{target}'"))],
                );
            }
        }
    }
}

fn listens(pod: Pod<'_>, number: i64) -> bool {
    pod.containers()
        .flat_map(|it| it.value().list("ports"))
        .any(|it| it.get("containerPort").and_then(Value::as_int) == Some(number))
}

/// The number of the pods' port behind a port of the Service.
fn leads_to(port: ServicePort<'_>, pods: &[Pod<'_>]) -> Option<i64> {
    let Some((_, name)) = port.target_name() else { return port.target_number() };
    let mut ports = pods.iter().flat_map(|it| it.containers()).flat_map(|it| it.value().list("ports"));
    ports.find(|it| it.str("name") == Some(name))?.get("containerPort")?.as_int()
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn what_the_pods_listen_on_is_right() {
        let rule = tester::of(&super::AUTHZ_PORT_IS_SERVICE_PORT);
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: p}}\nspec: {spec}\n"
            )
        };
        let pod = |ports: &str| {
            format!(
                "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: p, labels: {{app: web}}}}\nspec: {{containers: [{{name: c, ports: [{ports}]}}]}}\n"
            )
        };
        let service = |spec: &str| {
            format!(
                "---\napiVersion: v1\nkind: Service\nmetadata: {{name: s}}\nspec: {{selector: {{app: web}}, {spec}}}\n"
            )
        };
        let policy = |port: &str| {
            of(&format!(
                "{{selector: {{matchLabels: {{app: web}}}}, rules: [{{to: [{{operation: {{ports: ['{port}']}}}}]}}]}}"
            ))
        };
        let http = service("ports: [{port: 80, targetPort: http}]");
        rule.fails(&format!("{}{}{http}", policy("80"), pod("{containerPort: 8080, name: http}")));
        rule.passes(&format!("{}{}{http}", policy("80"), pod("{containerPort: 80, name: http}")));
        rule.passes(&format!("{}{}{http}", policy("9090"), pod("{containerPort: 8080, name: http}")));
        rule.passes(&format!("{}{http}", policy("80")));
        let all = of("{rules: [{to: [{operation: {ports: ['80']}}]}]}");
        rule.passes(&format!("{all}{}{http}", pod("{containerPort: 8080, name: http}")));
    }
}
