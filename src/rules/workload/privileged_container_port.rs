//! `privileged-container-port`

use super::ports;
use crate::rule::prelude::*;

declare_rule! {
    /// Containers that listen on a port below 1024 of the node.
    ///
    /// ## Why is this bad?
    /// On the network of the node, such a port takes root or `NET_BIND_SERVICE`, and it may be the one of a service
    /// of the node. In a network of its own a pod may listen on any port since containerd 2.0 and CRI-O 1.22 let
    /// it, so that ports are reported only on request there.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   hostNetwork: true
    ///   containers:
    ///     - name: app
    ///       ports:
    ///         - containerPort: 80
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   hostNetwork: true
    ///   containers:
    ///     - name: app
    ///       ports:
    ///         - containerPort: 8080
    /// ```
    pub PRIVILEGED_CONTAINER_PORT = "privileged-container-port" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kube-linter:privileged-ports", "trivy:KSV-0117"],
        options: Options,
        check: Pod(check)
    }
}

/// Options of the rule.
#[derive(Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// Report pods with a network of their own, too.
    pub all: bool,
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    if !pod.get("hostNetwork").is_some_and(Value::is_true) && !cx.options::<Options>().all {
        return;
    }
    for container in pod.containers() {
        for port in ports::listed(container).filter_map(|it| it.get("containerPort")) {
            let Some(number) = port.as_int().filter(|it| (1..1024).contains(it)) else { continue };
            cx.report(port, format!("container `{}` listens on the privileged port {number}", container.name()))
                .help("listen on a port from 1024 on, and let a Service offer the well-known one");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn a_network_of_its_own_has_no_privileged_ports() {
        let text = tester::container("ports: [{containerPort: 80}, {containerPort: 1024}, {containerPort: 0}]");
        tester::of(&super::PRIVILEGED_CONTAINER_PORT).passes(&text);
        tester::of(&super::PRIVILEGED_CONTAINER_PORT).options(serde_json::json!({"all": true})).fails(&text);
    }
}
