//! `path-controlplane-etcd-exposed`

use crate::manifest::Command;
use crate::rule::prelude::*;

declare_rule! {
    /// Parts of the control plane that answer anybody, at an address that others reach.
    ///
    /// ## Why is this bad?
    /// etcd holds every Secret and every object, and knows no roles: whoever may talk to it is more than cluster-admin. A kubelet
    /// without a login runs commands in its pods, and the old insecure port of the API server asks for nothing at all. Each is one
    /// request away for whoever reaches the node.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: etcd, namespace: kube-system}
    /// spec:
    ///   hostNetwork: true
    ///   containers:
    ///     - name: etcd
    ///       image: registry.k8s.io/etcd:3.6.1-0
    ///       command: [etcd, --data-dir=/var/lib/etcd, "--listen-client-urls=http://0.0.0.0:2379"]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: etcd, namespace: kube-system}
    /// spec:
    ///   hostNetwork: true
    ///   containers:
    ///     - name: etcd
    ///       image: registry.k8s.io/etcd:3.6.1-0
    ///       command:
    ///         - etcd
    ///         - --data-dir=/var/lib/etcd
    ///         - --listen-client-urls=https://127.0.0.1:2379,https://10.0.0.1:2379
    ///         - --client-cert-auth=true
    ///         - --trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt
    /// ```
    pub PATH_CONTROLPLANE_ETCD_EXPOSED = "path-controlplane-etcd-exposed" {
        severity: Critical,
        confidence: High,
        since: "0.1.0",
        refs: [
            "cis-1.12:2.2", "cis-1.12:4.2.1", "cis-1.12:4.2.2", "kubescape:C-0154", "kubescape:C-0069", "checkov:CKV_K8S_117",
            "checkov:CKV_K8S_138", "cwe:306",
        ],
        keys: ["command", "args"],
        check: Related(Kind::WITH_PODS, check)
    }
}

/// A part that asks nothing: where it says so, which part it is, and how.
type Bare<'a> = (Value<'a>, &'static str, String);

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for pod in Pod::all(resource) {
        for container in pod.containers().filter(|it| it.is_long_running()) {
            let Some((at, part, how)) = bare(container) else { continue };
            let Some((door, text)) = door(pod, container, index) else { continue };
            cx.report(at, format!("{part} of {} {how}, and {text}", resource.title()))
                .label(door, "reached from outside of its pod")
                .help("serve TLS, ask for client certificates, and listen where only the control plane is");
        }
    }
}

fn bare(container: Container<'_>) -> Option<Bare<'_>> {
    let first = ["command", "args"].iter().find_map(|it| container.value().list(it).next())?;
    let image = container.image().map_or("", |it| it.base_name());
    let speaks = |word: &str| image.contains(word) || first.text().is_some_and(|it| it.contains(word));
    let shell = first.text().is_some_and(|it| it.ends_with("sh"));
    if speaks("etcd") || shell {
        let found = Command::running(container, &["etcd"], image == "etcd").and_then(|it| etcd(&it, container.pod()));
        if found.is_some() {
            return found;
        }
    }
    if speaks("kubelet") || speaks("hyperkube") || shell {
        let found = Command::running(container, &["kubelet"], image == "kubelet").and_then(|it| kubelet(&it));
        if found.is_some() {
            return found;
        }
    }
    if speaks("apiserver") || speaks("hyperkube") || shell {
        return Command::running(container, &["kube-apiserver", "apiserver"], image == "kube-apiserver")
            .and_then(|it| apiserver(&it));
    }
    None
}

fn etcd<'a>(command: &Command<'a>, pod: Pod<'a>) -> Option<Bare<'a>> {
    // An etcd of an application holds no cluster.
    let ours = pod.resource().namespace() == Some("kube-system")
        || pod.label("tier") == Some("control-plane")
        || command.flag("data-dir").is_some_and(|it| it.1 == "/var/lib/etcd") && pod.get("hostNetwork").is_some();
    let (at, urls) = command.flag("listen-client-urls").filter(|_| ours)?;
    let open =
        |scheme: &str| urls.split(',').any(|it| it.trim().strip_prefix(scheme).is_some_and(|host| !is_loopback(host)));
    if open("http://") {
        return Some((at, "etcd", "answers without TLS and without a login".to_owned()));
    }
    let asks = command.flag("client-cert-auth").is_some_and(|it| it.1 == "true");
    (open("https://") && !asks).then(|| (at, "etcd", "asks no client for a certificate".to_owned()))
}

fn kubelet<'a>(command: &Command<'a>) -> Option<Bare<'a>> {
    let port = command.flag("read-only-port").filter(|it| it.1.parse::<u16>().is_ok_and(|it| it > 0));
    if let Some((at, port)) = port {
        return Some((at, "the kubelet", format!("shows all pods of the node at port {port} without a login")));
    }
    let anonymous = command.flag("anonymous-auth").filter(|it| it.1 == "true")?;
    let all = command.flag("authorization-mode").is_some_and(|it| it.1 == "AlwaysAllow");
    all.then(|| (anonymous.0, "the kubelet", "lets anybody run commands in its pods".to_owned()))
}

fn apiserver<'a>(command: &Command<'a>) -> Option<Bare<'a>> {
    let (at, address) = command.flag("insecure-bind-address")?;
    let port = command.flag("insecure-port").map_or("8080", |it| it.1);
    let open = port != "0" && !is_loopback(address);
    open.then(|| (at, "the API server", format!("answers at port {port} without a login")))
}

fn is_loopback(host: &str) -> bool {
    ["127.", "localhost", "[::1]", "::1"].iter().any(|it| host.starts_with(it))
}

/// What takes connections from outside to a container: the network of the node, a port of it, or a Service.
fn door<'a>(pod: Pod<'a>, container: Container<'a>, index: &Index<'a>) -> Option<(crate::source::Span, &'static str)> {
    if let Some(host) = pod.get("hostNetwork").filter(|it| it.is_true()) {
        return Some((host.grip(), "listens in the network of the node"));
    }
    let local = |it: &Value<'_>| it.str("hostIP").is_some_and(is_loopback);
    let mut ports = container.value().list("ports").filter(|it| !local(it));
    if let Some(port) = ports.find_map(|it| it.get("hostPort").filter(|it| it.as_int().is_some_and(|it| it > 0))) {
        return Some((port.grip(), "listens at a port of the node"));
    }
    let opening = index.opening_to(pod)?;
    Some((opening.grip(), "is open to the outside"))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn etcd(pod: &str, command: &str) -> String {
        let namespace = "{name: p, namespace: kube-system}";
        tester::pod(&format!("{{{pod}containers: [{{name: c, image: etcd, command: [{command}]}}]}}"))
            .replace("{name: p}", namespace)
    }

    const HOST: &str = "hostNetwork: true, ";

    #[test]
    fn flags_are_read_however_they_are_written() {
        let rule = tester::of(&super::PATH_CONTROLPLANE_ETCD_EXPOSED);
        rule.fails(&etcd(HOST, "etcd, --listen-client-urls, 'http://10.0.0.1:2379'"));
        rule.fails(&etcd(HOST, "sh, -c, 'exec etcd --listen-client-urls=http://0.0.0.0:2379'"));
        rule.fails(&etcd(HOST, "etcd, '--listen-client-urls=https://0.0.0.0:2379'"));
        rule.fails(&etcd(HOST, "etcd, '--listen-client-urls=https://0.0.0.0:2379', --client-cert-auth=false"));
        rule.passes(&etcd(HOST, "etcd, '--listen-client-urls=https://0.0.0.0:2379', --client-cert-auth"));
        rule.passes(&etcd(HOST, "etcd, '--listen-client-urls=http://127.0.0.1:2379,http://localhost:2379'"));
        rule.passes(&etcd(HOST, "etcdctl, '--listen-client-urls=http://0.0.0.0:2379'"));
    }

    #[test]
    fn it_must_be_reached_and_be_the_one_of_the_cluster() {
        let rule = tester::of(&super::PATH_CONTROLPLANE_ETCD_EXPOSED);
        let bare = "etcd, '--listen-client-urls=http://0.0.0.0:2379'";
        rule.passes(&etcd("", bare));
        rule.passes(&etcd(HOST, bare).replace("kube-system", "shop"));
        let port =
            etcd("", bare).replace("image: etcd,", "image: etcd, ports: [{containerPort: 2379, hostPort: 2379}],");
        rule.fails(&port);
        rule.passes(&port.replace("hostPort: 2379", "hostPort: 2379, hostIP: 127.0.0.1"));
    }

    #[test]
    fn kubelets_and_api_servers_have_doors_of_their_own() {
        let rule = tester::of(&super::PATH_CONTROLPLANE_ETCD_EXPOSED);
        let of = |command: &str| {
            tester::pod(&format!("{{hostNetwork: true, containers: [{{name: c, command: [{command}]}}]}}"))
        };
        rule.fails(&of("kubelet, --anonymous-auth=true, --authorization-mode=AlwaysAllow"));
        rule.passes(&of("kubelet, --anonymous-auth=true, --authorization-mode=Webhook"));
        rule.fails(&of("kubelet, --read-only-port=10255"));
        rule.passes(&of("kubelet, --read-only-port=0"));
        rule.fails(&of("kube-apiserver, --insecure-bind-address=0.0.0.0"));
        rule.fails(&of("/hyperkube, apiserver, --insecure-bind-address, 0.0.0.0, --insecure-port, '8080'"));
        rule.passes(&of("kube-apiserver, --insecure-bind-address=0.0.0.0, --insecure-port=0"));
        rule.passes(&of("kube-apiserver, --insecure-bind-address=127.0.0.1"));
    }
}
