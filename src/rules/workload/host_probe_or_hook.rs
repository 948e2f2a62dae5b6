//! `host-probe-or-hook`

use crate::rule::prelude::*;

declare_rule! {
    /// Probes and hooks that the kubelet sends to a host of the author's choice.
    ///
    /// ## Why is this bad?
    /// The kubelet makes the request from the network of the node. By `host` whoever writes a pod has it knock at
    /// addresses that the pod itself cannot reach: other nodes, the metadata service of the cloud, services behind a
    /// firewall. Pod Security refuses it since 1.34.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       livenessProbe:
    ///         httpGet: {host: 169.254.169.254, port: 80, path: /latest/meta-data}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       livenessProbe:
    ///         httpGet: {port: 80, path: /healthy}
    /// ```
    pub HOST_PROBE_OR_HOOK = "host-probe-or-hook" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["pss:baseline", "gatekeeper:k8spsphostprobeslifecycle", "cwe:918"],
        keys: ["host"],
        check: Container(check)
    }
}

fn check(container: Container<'_>, cx: &mut Context<'_>) {
    for (place, handler) in container.handlers() {
        for host in ["httpGet", "tcpSocket"].into_iter().filter_map(|it| handler.get(it)?.get("host")) {
            let Some(name) = host.text().filter(|it| !it.is_empty()) else { continue };
            if cx.kubernetes_version() < Version::new(1, 34) {
                return;
            }
            // On the network of the node that is the pod itself, where its server listens on nothing else.
            if is_loopback(name) && container.pod().spec().flag("hostNetwork") {
                continue;
            }
            let what = place.rsplit('.').next().unwrap_or(place);
            let message = format!("`{what}` of container `{}` is sent to `{name}` by the node", container.name());
            cx.report(host, message)
                .label(container, "this container")
                .help("delete the line: the pod itself is asked then; use `exec` for anything else")
                .fix(Safety::Unsafe, "ask the pod itself", Edit::remove_entry(host));
        }
    }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<core::net::IpAddr>().is_ok_and(|it| it.is_loopback())
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn probes_and_hooks_of_every_container_count() {
        let rule = tester::of(&super::HOST_PROBE_OR_HOOK);
        rule.fails(&tester::container("readinessProbe: {tcpSocket: {host: 10.0.0.1, port: 80}}"));
        rule.fails(&tester::container("lifecycle: {preStop: {httpGet: {host: a.example, port: 80}}}"));
        rule.fails(&tester::pod(
            "{initContainers: [{name: a, restartPolicy: Always, startupProbe: {httpGet: {host: x, port: 80}}}]}",
        ));
        rule.finds(
            2,
            &tester::container(
                "livenessProbe: {httpGet: {host: x, port: 1}}, lifecycle: {postStart: {tcpSocket: {host: y, port: 1}}}",
            ),
        );
    }

    #[test]
    fn on_the_network_of_the_node_its_loopback_is_that_of_the_pod() {
        let rule = tester::of(&super::HOST_PROBE_OR_HOOK);
        let pod = |network: bool, host: &str| {
            let probe = format!("livenessProbe: {{httpGet: {{host: {host}, port: 10257}}}}");
            tester::pod(&format!("{{hostNetwork: {network}, containers: [{{name: a, {probe}}}]}}"))
        };
        rule.passes(&pod(true, "127.0.0.1"));
        rule.passes(&pod(true, "localhost"));
        rule.fails(&pod(true, "10.0.0.1"));
        rule.fails(&pod(false, "127.0.0.1"));
    }

    #[test]
    fn other_handlers_have_no_host_and_older_versions_do_not_mind() {
        let rule = tester::of(&super::HOST_PROBE_OR_HOOK);
        rule.passes(&tester::container("livenessProbe: {httpGet: {host: '', port: 80}}"));
        rule.passes(&tester::container("livenessProbe: {grpc: {port: 80}}, readinessProbe: {exec: {command: [x]}}"));
        let header = "livenessProbe: {httpGet: {port: 80, httpHeaders: [{name: Host, value: a.example}]}}";
        rule.passes(&tester::container(header));
        let host = tester::container("livenessProbe: {httpGet: {host: x, port: 80}}");
        tester::of(&super::HOST_PROBE_OR_HOOK).kubernetes("1.33").passes(&host);
    }
}
