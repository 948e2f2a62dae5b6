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
    ///         - {name: metrics, containerPort: 9090}
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
    Pod::all(resource).for_each(|pod| judge_pod(pod, cx));
}

fn judge_pod(pod: Pod<'_>, cx: &mut Context<'_>) {
    let several = pod.containers().flat_map(ports::listed).nth(1).is_some();
    let mut names: FxHashMap<&str, Owned<'_>> = FxHashMap::default();
    for container in pod.containers() {
        for port in ports::listed(container) {
            judge_numbers(container, port, cx);
            let Some((at, name)) = port.get("name").and_then(|it| Some((it, it.as_str()?))) else { continue };
            if let Some(flaw) = ports::name_flaw(name) {
                cx.report(at, format!("the name of a port of container `{}` {flaw}", container.name()))
                    .help("use up to 15 lower-case letters, digits and dashes, with a letter among them");
            } else if several && let Some(before) = names.insert(name, (at, container)) {
                report_twice(name, (at, container), before, cx);
            }
        }
    }
}

type Owned<'a> = (Value<'a>, Container<'a>);

fn report_twice(name: &str, later: Owned<'_>, first: Owned<'_>, cx: &mut Context<'_>) {
    let same = later.1.value() == first.1.value();
    // Services look for a name among the containers that run on.
    let place = match same {
        true => format!("container `{}`", later.1.name()),
        false if later.1.is_long_running() && first.1.is_long_running() => "the pod".to_owned(),
        false => return,
    };
    let finding = cx.report(later.0, format!("two ports of {place} are named `{name}`"));
    finding.label(first.0, "the other one").help("give each port a name of its own");
    if !same {
        finding.severity(Severity::Medium);
    }
}

fn judge_target(service: Resource<'_>, target: Value<'_>, cx: &mut Context<'_>) {
    let off = (!ports::is_number(target, 1)).then_some("is not from 1 to 65535");
    let Some(flaw) = target.as_str().map_or(off, ports::name_flaw) else { return };
    cx.report(target, format!("a target port of {} {flaw}", service.title()))
        .help("write the number or the name of a port of the container");
}

fn judge_numbers(container: Container<'_>, port: Value<'_>, cx: &mut Context<'_>) {
    for (field, least) in [("containerPort", 1), ("hostPort", 0)] {
        if let Some(number) = port.get(field).filter(|it| !ports::is_number(*it, least)) {
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
        for bad in ["name: HTTP", "name: '80'", "hostPort: 65536"] {
            rule.fails(&port(&format!("containerPort: 80, {bad}")));
        }
        for bad in ["0", "65536", "-1", "'80'", "http"] {
            rule.fails(&port(&format!("containerPort: {bad}")));
        }
        for good in ["name: h2", "hostPort: 0", "name: null", "hostIP: 10.0.0.1", "hostPort: '${{PORT}}'"] {
            rule.passes(&port(&format!("containerPort: 65535, {good}")));
        }
    }

    #[test]
    fn a_name_may_stand_for_one_port() {
        let rule = tester::of(&super::CONTAINER_PORT_INVALID);
        let pod = tester::pod(&"{containers: [{@}, {@}]}".replace('@', "ports: [{name: a, containerPort: 80}]"));
        rule.passes(&pod.replace("{containers: [", "{initContainers: ["));
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
