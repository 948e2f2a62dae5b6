//! `bypass-inbound-capture`

use crate::rule::prelude::*;

declare_rule! {
    /// Pods that take connections past the mesh.
    ///
    /// ## Why is this bad?
    /// With `ambient.istio.io/bypass-inbound-capture` what comes in goes to the application directly: without mutual
    /// TLS, and without any policy of the mesh.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata:
    ///       labels: {app: web}
    ///       annotations: {ambient.istio.io/bypass-inbound-capture: "true"}
    ///     spec:
    ///       containers:
    ///         - {name: web, image: example.com/web:1}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata:
    ///       labels: {app: web}
    ///       annotations: {ambient.istio.io/bypass-inbound-capture: "false"}
    ///     spec:
    ///       containers:
    ///         - {name: web, image: example.com/web:1}
    /// ```
    pub BYPASS_INBOUND_CAPTURE = "bypass-inbound-capture" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:306"],
        keys: ["istio.io/"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    let annotation = pod.annotation("ambient.istio.io/bypass-inbound-capture");
    if let Some(at) = annotation.filter(|it| it.text() == Some("true")) {
        cx.report(at, "connections reach the application without the mesh: unencrypted, and past its policies")
            .help("take the annotation away");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_true_is_read() {
        let rule = tester::of(&super::BYPASS_INBOUND_CAPTURE);
        let of = |value: &str| {
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: p, annotations: {{ambient.istio.io/bypass-inbound-capture: '{value}'}}}}\nspec: {{containers: [{{name: c}}]}}\n"
            )
        };
        rule.fails(&of("true"));
        rule.passes(&of("yes"));
    }
}
