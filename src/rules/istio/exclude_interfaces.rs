//! `exclude-interfaces`

use crate::rule::prelude::*;

declare_rule! {
    /// Network interfaces taken away from the sidecar.
    ///
    /// ## Why is this bad?
    /// Traffic of an excluded interface goes around the sidecar, in and out: no mutual TLS and no policy. The settings for KubeVirt
    /// treat what comes in by an interface as if the workload had sent it.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   template:
    ///     metadata: {annotations: {traffic.sidecar.istio.io/excludeInterfaces: net1}}
    ///     spec: {containers: [{name: web}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   template:
    ///     metadata: {annotations: {traffic.sidecar.istio.io/excludeOutboundPorts: "3306"}}
    ///     spec: {containers: [{name: web}]}
    /// ```
    pub EXCLUDE_INTERFACES = "exclude-interfaces" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:288"],
        keys: ["istio.io/"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    const KEYS: [&str; 3] = [
        "traffic.sidecar.istio.io/excludeInterfaces",
        "traffic.sidecar.istio.io/kubevirtInterfaces",
        "istio.io/reroute-virtual-interfaces",
    ];
    for key in KEYS {
        let Some(list) = pod.annotation(key).filter(|it| it.text().is_some_and(|it| !it.trim().is_empty())) else {
            continue;
        };
        cx.report(
            list,
            format!("traffic of `{}` does not pass the sidecar as other traffic does", list.text().unwrap_or_default()),
        )
        .help("leave the interfaces to the sidecar, or keep others off that network by other means");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(annotations: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: p, annotations: {{{annotations}}}}}\nspec: {{containers: [{{name: a}}]}}\n"
        )
    }

    #[test]
    fn empty_lists_exclude_nothing() {
        let rule = tester::of(&super::EXCLUDE_INTERFACES);
        rule.fails(&of("istio.io/reroute-virtual-interfaces: 'net1,net2'"));
        rule.passes(&of("traffic.sidecar.istio.io/excludeInterfaces: ''"));
    }
}
