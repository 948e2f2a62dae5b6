//! `proxy-user-volume`

use crate::rule::prelude::*;
use crate::yaml::Embedded;

declare_rule! {
    /// Files of the node mounted into a sidecar.
    ///
    /// ## Why is this bad?
    /// The annotation mounts volumes into the proxy, past every policy that looks at the volumes of the pod. Paths of the node give
    /// the proxy, and whoever may annotate pods, the files there; Secrets become readable without naming them in the pod.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   template:
    ///     metadata: {annotations: {sidecar.istio.io/userVolume: '[{"name": "logs", "hostPath": {"path": "/var/log"}}]'}}
    ///     spec: {containers: [{name: web}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   template:
    ///     metadata: {annotations: {sidecar.istio.io/userVolume: '[{"name": "tmp", "emptyDir": {}}]'}}
    ///     spec: {containers: [{name: web}]}
    /// ```
    pub PROXY_USER_VOLUME = "proxy-user-volume" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:732"],
        keys: ["istio.io/"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    let Some(outer) = pod.annotation("sidecar.istio.io/userVolume") else { return };
    let Some(text) = Embedded::read(outer) else { return };
    let Some(root) = text.root() else { return };
    // A list of volumes, or a map of them by name.
    let volumes: Vec<_> = root.items().chain(root.entries().map(|it| it.1)).collect();
    let of = |field: &str| volumes.iter().find_map(|it| it.get(field));
    if let Some(path) = of("hostPath") {
        cx.report(text.at(outer, path), "a path of the node is mounted into the sidecar")
            .help("use an `emptyDir`, or send logs to the standard output");
    } else if let Some(secret) = of("secret") {
        cx.report(text.at(outer, secret), "a Secret is mounted into the sidecar by annotation")
            .severity(Severity::Medium)
            .help("let a gateway hold the certificate, or use `credentialName` with a `workloadSelector`");
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
    fn both_forms_are_read() {
        use crate::finding::Severity;
        let rule = tester::of(&super::PROXY_USER_VOLUME);
        rule.fails(&of("sidecar.istio.io/userVolume: '{\"a\": {\"hostPath\": {\"path\": \"/\"}}}'"));
        assert_eq!(
            rule.fails(&of("sidecar.istio.io/userVolume: '[{\"name\": \"a\", \"secret\": {\"secretName\": \"s\"}}]'"))
                .severity,
            Severity::Medium
        );
        rule.passes(&of("sidecar.istio.io/userVolumeMount: '[{\"name\": \"a\", \"mountPath\": \"/secret\"}]'"));
        rule.passes(&of("sidecar.istio.io/userVolume: ''"));
    }
}
