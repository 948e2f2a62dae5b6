//! `psa-config-exempt-broad`

use crate::manifest::pss;
use crate::rule::prelude::*;

declare_rule! {
    /// Exemptions from Pod Security that take in ordinary workloads.
    ///
    /// ## Why is this bad?
    /// Nothing is asked of what is exempt, whatever the labels of the namespace say. A service account of a built-in controller
    /// creates the pods of every Deployment or Job of the cluster, so exempting it turns the standards off for nearly all.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: pod-security.admission.config.k8s.io/v1
    /// kind: PodSecurityConfiguration
    /// defaults: {enforce: baseline}
    /// exemptions:
    ///   usernames: ["system:serviceaccount:kube-system:replicaset-controller"]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: pod-security.admission.config.k8s.io/v1
    /// kind: PodSecurityConfiguration
    /// defaults: {enforce: baseline}
    /// exemptions:
    ///   namespaces: [kube-system]
    /// ```
    pub PSA_CONFIG_EXEMPT_BROAD = "psa-config-exempt-broad" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cis-1.12:5.2.1"],
        check: Resource(&[Kind::PodSecurityConfiguration, Kind::AdmissionConfiguration], check)
    }
}

/// Namespaces of programs that are part of the node or of the cluster's network and storage, besides those whose name says so.
const SYSTEM: [&str; 7] = [
    "calico-apiserver",
    "cert-manager",
    "gatekeeper-system",
    "ingress-nginx",
    "kyverno",
    "rook-ceph",
    "tigera-operator",
];

fn is_system(name: &str) -> bool {
    ["kube-", "openshift", "cattle-", "calico-"].iter().any(|it| name.starts_with(it))
        || ["-system", "-operator"].iter().any(|it| name.ends_with(it))
        || SYSTEM.contains(&name)
}

fn check(holder: Resource<'_>, cx: &mut Context<'_>) {
    for configuration in pss::configurations(holder) {
        for (list, item) in ["usernames", "namespaces", "runtimeClasses"]
            .into_iter()
            .flat_map(|list| configuration.exempt(list).map(move |it| (list, it)))
        {
            let name = item.text().unwrap_or_default();
            let (message, help) = match list {
                "usernames" if is_controller(name) => (
                    format!("`{name}` creates the pods of controllers, and nothing is asked of them"),
                    "exempt namespaces instead, as few as there can be",
                ),
                "namespaces" if !is_system(name) => (
                    format!("namespace `{name}` is exempt, and its labels do not count"),
                    "label the namespace with the level it needs, where its owner sees it",
                ),
                "runtimeClasses" if matches!(name, "default" | "runc" | "crun" | "nvidia") => (
                    format!("any pod may name the runtime class `{name}`, and nothing is asked of it then"),
                    "exempt only runtimes that part containers from the node themselves",
                ),
                _ => continue,
            };
            cx.report(item, message).help(help);
        }
    }
}

fn is_controller(name: &str) -> bool {
    name == "system:kube-controller-manager"
        || name.strip_prefix("system:serviceaccount:kube-system:").is_some_and(|it| it.ends_with("-controller"))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_configuration_may_stand_in_another_one() {
        let rule = tester::of(&super::PSA_CONFIG_EXEMPT_BROAD);
        let with = |exemptions: &str| {
            format!(
                "apiVersion: apiserver.config.k8s.io/v1\nkind: AdmissionConfiguration\nplugins:\n- name: PodSecurity\n  configuration: {{apiVersion: pod-security.admission.config.k8s.io/v1, kind: PodSecurityConfiguration, exemptions: {exemptions}}}\n"
            )
        };
        rule.fails(&with("{namespaces: [kube-system, shop]}"));
        rule.fails(&with("{runtimeClasses: [runc]}"));
        rule.passes(&with(
            "{namespaces: [kube-node-lease, tigera-operator], usernames: [alice], runtimeClasses: [kata]}",
        ));
        rule.passes(&with("{namespaces: [], usernames: []}"));
    }
}
