//! `ssh-port`

use super::ports;
use crate::rule::prelude::*;

declare_rule! {
    /// Containers that offer SSH.
    ///
    /// ## Why is this bad?
    /// An SSH server in a container is a second door with keys and passwords of its own, past the audit log of the
    /// API server and its roles; `kubectl exec` is the door that is watched. What speaks SSH by trade, such as a
    /// Git server, is an exception to be written down.
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
    ///         - containerPort: 22
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
    ///         - containerPort: 8080
    /// ```
    pub SSH_PORT = "ssh-port" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kube-linter:ssh-port", "kubescape:C-0042", "cwe:1125"],
        options: Options,
        check: Related(&ports::WITH_PODS_AND_SERVICES, check)
    }
}

/// Options of the rule.
#[derive(Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// Ports besides 22 on which SSH is offered.
    pub ports: Vec<i64>,
}

const HELP: &str = "use `kubectl exec` or an ephemeral container, and take the SSH server out of the image";

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    if let Some(service) = Service::of(resource) {
        return judge(service, index, cx);
    }
    for container in Pod::all(resource).flat_map(Pod::containers).filter(|it| it.get("ports").is_some()) {
        let options: Options = cx.options();
        for port in ports::listed(container).filter(|it| is_ssh(*it, ports::number(*it), &options)) {
            cx.report(
                port.get("containerPort").unwrap_or(port),
                format!("container `{}` offers SSH", container.name()),
            )
            .help(HELP);
        }
    }
}

fn is_ssh(port: Value<'_>, number: Option<i64>, options: &Options) -> bool {
    ports::protocol(port) == "TCP" && number.is_some_and(|it| it == 22 || options.ports.contains(&it))
}

/// A Service that leads to SSH in pods that do not list the port.
fn judge<'a>(service: Service<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let options: Options = cx.options();
    for port in service.ports().filter(|it| is_ssh(it.value(), it.target_number(), &options)) {
        if port.target_name().is_some() {
            continue;
        }
        let Some(selector) = service.selector() else { return };
        let lists = |it: Container<'_>| ports::listed(it).any(|it| ports::number(it) == port.target_number());
        if index.selected(&selector, service.resource()).iter().any(|it| it.containers().any(lists)) {
            continue;
        }
        let at = port.value().get("targetPort").or_else(|| port.value().get("port")).unwrap_or(port.value());
        cx.report(at, format!("{} leads to SSH", service.resource().title())).help(HELP);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_tcp_counts_and_other_ports_can_be_named() {
        let rule = tester::of(&super::SSH_PORT);
        rule.passes(&tester::container("ports: [{containerPort: 22, protocol: UDP}, {containerPort: 2222}]"));
        rule.fails(&tester::pod("{initContainers: [{name: a, ports: [{containerPort: 22, protocol: TCP}]}]}"));
        let rule = tester::of(&super::SSH_PORT).options(serde_json::json!({"ports": [2222]}));
        rule.fails(&tester::container("ports: [{containerPort: 2222}]"));
    }

    #[test]
    fn a_service_is_reported_where_no_container_is() {
        let rule = tester::of(&super::SSH_PORT);
        let it = |ports: &str, service: &str| {
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: p, labels: {{a: x}}}}\nspec: {{containers: [{{name: c, ports: [{ports}]}}]}}\n---\napiVersion: v1\nkind: Service\nmetadata: {{name: s}}\nspec: {{selector: {{a: x}}, ports: [{service}]}}\n"
            )
        };
        assert!(rule.fails(&it("", "{port: 2222, targetPort: 22}")).message.contains("Service `s`"));
        assert!(rule.fails(&it("{containerPort: 22}", "{port: 22}")).message.contains("container `c`"));
        rule.fails(&it("", "{port: 22}"));
        rule.passes(&it("", "{port: 22, targetPort: 8022}"));
        rule.passes(&it("", "{port: 22, targetPort: ssh}"));
    }
}
