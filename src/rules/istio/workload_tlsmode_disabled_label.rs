//! `workload-tlsmode-disabled-label`

use crate::rule::prelude::*;

declare_rule! {
    /// Pods whose label tells clients to send plain text.
    ///
    /// ## Why is this bad?
    /// The label `security.istio.io/tlsMode` says whether a workload takes mutual TLS; the injector sets it to `istio`. With
    /// `disabled`, every client of the mesh sends plain text to these pods although they have a sidecar.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   template:
    ///     metadata: {labels: {app: web, security.istio.io/tlsMode: disabled}}
    ///     spec: {containers: [{name: web}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec: {containers: [{name: web}]}
    /// ```
    pub WORKLOAD_TLSMODE_DISABLED_LABEL = "workload-tlsmode-disabled-label" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:319"],
        keys: ["istio.io/"],
        check: Pod(check)
    }
}

const LABEL: &str = "security.istio.io/tlsMode";

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    let Some(label) = pod.labels().and_then(|it| it.get(LABEL)).filter(|it| it.text() == Some("disabled")) else {
        return;
    };
    let finding = cx.report(label, "clients of the mesh send plain text to these pods");
    finding.help("delete the label: the injector sets the right one");
    let selected = pod.resource().path("spec.selector.matchLabels").is_some_and(|it| it.get(LABEL).is_some());
    if !selected {
        finding.fix(Safety::Unsafe, "delete the label", Edit::remove_entry(label));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn a_label_that_is_selected_stays() {
        let rule = tester::of(&super::WORKLOAD_TLSMODE_DISABLED_LABEL);
        let of = |labels: &str, selector: &str| {
            format!(
                "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: w}}\nspec: {{selector: {{matchLabels: {{{selector}}}}}, template: {{metadata: {{labels: {{{labels}}}}}, spec: {{containers: [{{name: a}}]}}}}}}\n"
            )
        };
        let label = "security.istio.io/tlsMode: disabled";
        assert!(rule.fails(&of(label, "a: b")).fix.is_some());
        assert!(rule.fails(&of(label, label)).fix.is_none());
        rule.passes(&of("security.istio.io/tlsMode: istio", "a: b"));
    }
}
