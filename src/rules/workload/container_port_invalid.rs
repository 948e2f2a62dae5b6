//! `container-port-invalid`

use super::ports;
use crate::rule::prelude::*;
use rustc_hash::FxHashMap;

declare_rule! {
    /// Ports that the API server refuses, and names of ports that mean two things.
    ///
    /// ## Why is this bad?
    /// A port is a number from 1 to 65535; its name has at most 15 lower-case letters, digits and single dashes,
    /// with a letter among them. The API server refuses anything else, and a name twice in one container. A name in
    /// two containers of a pod is let through, and Services and probes then take the first.
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
    ///         - name: prometheus-metrics
    ///           containerPort: 9090
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
    ///         - name: metrics
    ///           containerPort: 9090
    /// ```
    pub CONTAINER_PORT_INVALID = "container-port-invalid" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["kube-score:container-ports-check", "kube-linter:invalid-target-ports"],
        check: Resource(&ports::WITH_PODS_AND_SERVICES, check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    if let Some(service) = Service::of(resource) {
        for target in service.ports().filter_map(|it| it.value().get("targetPort")) {
            judge_target(resource, target, cx);
        }
        return;
    }
    let Some(pod) = Pod::of(resource) else { return };
    let mut names: FxHashMap<&str, (Value<'_>, Container<'_>)> = FxHashMap::default();
    for container in pod.containers() {
        for port in ports::listed(container) {
            judge_numbers(container, port, cx);
            let Some((at, name)) = port.get("name").and_then(|it| Some((it, it.as_str()?))) else { continue };
            if let Some(flaw) = ports::name_flaw(name) {
                cx.report(at, format!("the name of a port of container `{}` {flaw}", container.name()))
                    .help("use up to 15 lower-case letters, digits and dashes, with a letter among them");
                continue;
            }
            if let Some(before) = names.insert(name, (at, container)) {
                report_twice(name, (at, container), before, cx);
            }
        }
    }
}

fn report_twice(
    name: &str,
    later: (Value<'_>, Container<'_>),
    first: (Value<'_>, Container<'_>),
    cx: &mut Context<'_>,
) {
    let same = later.1.value() == first.1.value();
    // Services look for a name among the containers that run on.
    if !same && !(later.1.is_long_running() && first.1.is_long_running()) {
        return;
    }
    let place = if same { format!("container `{}`", later.1.name()) } else { "the pod".to_owned() };
    let finding = cx.report(later.0, format!("two ports of {place} are named `{name}`"));
    finding.label(first.0, "the other one").help("give each port a name of its own");
    if !same {
        finding.severity(Severity::Medium);
    }
}

fn judge_target(service: Resource<'_>, target: Value<'_>, cx: &mut Context<'_>) {
    let flaw = match (target.as_int(), target.as_str()) {
        (Some(number), _) if !(1..=65535).contains(&number) => "is not from 1 to 65535",
        (None, Some(name)) => match ports::name_flaw(name) {
            Some(flaw) => flaw,
            None => return,
        },
        _ => return,
    };
    cx.report(target, format!("a target port of {} {flaw}", service.title()))
        .help("write the number or the name of a port of the container");
}

fn judge_numbers(container: Container<'_>, port: Value<'_>, cx: &mut Context<'_>) {
    for (field, least) in [("containerPort", 1), ("hostPort", 0)] {
        let Some(number) = port.get(field) else { continue };
        let wrong = match (number.as_int(), number.text()) {
            (Some(number), _) => !(least..=65535).contains(&number),
            (None, text) => !text.is_some_and(ports::is_placeholder),
        };
        if wrong {
            cx.report(number, format!("`{field}` of container `{}` is no port", container.name()))
                .help("write a number from 1 to 65535, without quotes");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn names_and_numbers_are_those_of_the_api() {
        let rule = tester::of(&super::CONTAINER_PORT_INVALID);
        let port = |fields: &str| tester::container(&format!("ports: [{{{fields}}}]"));
        for bad in [
            "name: HTTP",
            "name: http_api",
            "name: '80'",
            "name: a--b",
            "name: -a",
            "name: sixteen-letters1",
            "hostPort: 65536",
        ] {
            rule.fails(&port(&format!("containerPort: 80, {bad}")));
        }
        for bad in ["0", "65536", "-1", "'80'", "http"] {
            rule.fails(&port(&format!("containerPort: {bad}")));
        }
        for good in
            ["name: h2", "name: fifteen-letters", "hostPort: 0", "name: '{{ name }}'", "name: null", "hostIP: 10.0.0.1"]
        {
            rule.passes(&port(&format!("containerPort: 65535, {good}")));
        }
        rule.passes(&port("containerPort: '${{PORT}}'"));
    }

    #[test]
    fn a_name_may_stand_for_one_port() {
        let rule = tester::of(&super::CONTAINER_PORT_INVALID);
        let http = "ports: [{name: http, containerPort: 80}]";
        let pod = tester::pod(&format!("{{containers: [{{name: a, {http}}}, {{name: b, {http}}}]}}"));
        let init =
            tester::pod(&format!("{{initContainers: [{{name: a, {http}}}], containers: [{{name: b, {http}}}]}}"));
        rule.passes(&init);
        assert_eq!(rule.fails(&pod).severity, crate::finding::Severity::Medium);
        let twice = "ports: [{name: a, containerPort: 80}, {name: a, containerPort: 81}, {containerPort: 82}, {containerPort: 83}]";
        assert_eq!(rule.fails(&tester::container(twice)).severity, crate::finding::Severity::High);
    }

    #[test]
    fn targets_of_services_count() {
        let rule = tester::of(&super::CONTAINER_PORT_INVALID);
        let service = |target: &str| {
            format!("apiVersion: v1\nkind: Service\nspec: {{ports: [{{port: 80, targetPort: {target}}}]}}\n")
        };
        for target in ["0", "99999", "Http", "'8080'"] {
            rule.fails(&service(target));
        }
        for target in ["http", "8080", "'{{ x }}'", "null"] {
            rule.passes(&service(target));
        }
    }
}
