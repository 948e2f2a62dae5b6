//! `host-port`

use crate::rule::prelude::*;

declare_rule! {
    /// Containers that open a port on the node.
    ///
    /// ## Why is this bad?
    /// The port is reachable from wherever the node is, past Services and often past network policies, and only one
    /// such pod fits on a node.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       ports: [{containerPort: 8080, hostPort: 80}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       ports: [{containerPort: 8080}]
    /// ```
    pub HOST_PORT = "host-port" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: [
            "pss:baseline", "polaris:hostPortSet", "trivy:KSV-0024", "checkov:CKV_K8S_26", "kubescape:C-0044",
            "kyverno:disallow-host-ports", "gatekeeper:k8spsphostnetworkingports", "cis-1.12:5.2.13", "cwe:653",
        ],
        keys: ["hostPort"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    // On the host network every port is the node's; `host-network` says so.
    if pod.spec().flag("hostNetwork") {
        return;
    }
    for container in pod.containers() {
        for port in container.value().list("ports") {
            let Some(host) = port.get("hostPort") else { continue };
            let Some(number) = host.as_int().filter(|&it| it != 0) else { continue };
            cx.report(host, format!("container `{}` opens port {number} of the node", container.name()))
                .label(container, "this container")
                .help("delete the line and reach the pod through a Service")
                .fix(Safety::Unsafe, "keep the port inside the cluster", Edit::remove_entry(host));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_container_with_the_port_is_named() {
        let found = tester::of(&super::HOST_PORT).fails(&tester::pod(
            "{containers: [{name: a, ports: [{name: http, containerPort: 80}]}, {name: b, ports: [{name: http, containerPort: 81, hostPort: 81}]}]}",
        ));
        assert!(found.message.contains("`b`"), "{}", found.message);
    }

    #[test]
    fn zero_is_no_port_and_the_host_network_is_another_finding() {
        let rule = tester::of(&super::HOST_PORT);
        rule.passes(&tester::container("ports: [{containerPort: 80, hostPort: 0}]"));
        rule.finds(
            2,
            &tester::container("ports: [{containerPort: 80, hostPort: 80}, {containerPort: 81, hostPort: 81}]"),
        );
        rule.fails(&tester::pod("{initContainers: [{name: a, ports: [{containerPort: 80, hostPort: 80}]}]}"));
        rule.passes(&tester::pod(
            "{hostNetwork: true, containers: [{name: a, ports: [{containerPort: 80, hostPort: 80}]}]}",
        ));
    }
}
