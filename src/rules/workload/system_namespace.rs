//! `system-namespace`

use crate::rule::prelude::*;

declare_rule! {
    /// Applications in the namespaces of the cluster itself.
    ///
    /// ## Why is this bad?
    /// Who may create pods in `kube-system` can often read the credentials of the cluster components there, and
    /// policies commonly exempt that namespace. Applications belong elsewhere; what serves the nodes or the cluster
    /// is left alone.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: web
    ///   namespace: kube-system
    /// spec:
    ///   template:
    ///     spec:
    ///       containers:
    ///         - name: app
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: web
    ///   namespace: shop
    /// spec:
    ///   template:
    ///     spec:
    ///       containers:
    ///         - name: app
    /// ```
    pub SYSTEM_NAMESPACE = "system-namespace" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["trivy:KSV-0037", "kics:using_unrecommended_namespace"],
        check: Resource(Kind::WITH_PODS, check)
    }
}

/// Parts of the names of what is installed there by design.
const COMPONENTS: [&str; 35] = [
    "kube",
    "dns",
    "etcd",
    "csi",
    "cni",
    "proxy",
    "autoscaler",
    "cloud-",
    "metrics",
    "device-plugin",
    "node-",
    "konnectivity",
    "calico",
    "cilium",
    "hubble",
    "flannel",
    "weave",
    "antrea",
    "tigera",
    "multus",
    "whereabouts",
    "aws-",
    "azure-",
    "gke-",
    "gcp-",
    "ebs-",
    "snapshot",
    "provisioner",
    "controller",
    "operator",
    "driver",
    "sealed-secrets",
    "traefik",
    "tiller",
    "scheduler",
];

/// Labels of add-ons of the cluster.
const MARKS: [&str; 3] = ["k8s-app", "kubernetes.io/cluster-service", "addonmanager.kubernetes.io/mode"];

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(namespace @ ("kube-system" | "kube-public" | "kube-node-lease")) = resource.namespace() else { return };
    let (Some(at), Some(pod)) = (resource.namespace_value(), Pod::of(resource)) else { return };
    if is_component(resource, pod) {
        return;
    }
    cx.report(at, format!("{} lives in `{namespace}`, among the components of the cluster", resource.title()))
        .help("give the application a namespace of its own");
}

fn is_component(resource: Resource<'_>, pod: Pod<'_>) -> bool {
    resource.kind() == Kind::DaemonSet
        || COMPONENTS.iter().any(|it| resource.name().contains(it))
        || MARKS.iter().any(|it| resource.label(it).is_some() || pod.label(it).is_some())
        || pod.label("tier") == Some("control-plane")
        || pod.spec().flag("hostNetwork")
        || pod.spec().str("priorityClassName").is_some_and(|it| it.starts_with("system-"))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn what_serves_the_cluster_may_live_there() {
        let rule = tester::of(&super::SYSTEM_NAMESPACE);
        let of = |name: &str, labels: &str, spec: &str| {
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: kube-system, labels: {{{labels}}}}}\nspec: {{{spec}}}\n"
            )
        };
        rule.fails(&of("web", "", ""));
        rule.passes(&of("coredns-x", "", ""));
        rule.passes(&of("web", "k8s-app: web", ""));
        rule.passes(&of("web", "tier: control-plane", ""));
        rule.passes(&of("web", "", "priorityClassName: system-cluster-critical"));
        rule.passes(&of("web", "", "hostNetwork: true"));
        rule.passes(&tester::pod("{containers: []}"));
    }
}
