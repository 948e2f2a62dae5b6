//! `injection-multiple-labels`

use crate::rule::prelude::*;

declare_rule! {
    /// Namespaces with two labels for injection.
    ///
    /// ## Why is this bad?
    /// `istio-injection` counts, and `istio.io/rev` is passed over: pods do not get the proxy of the revision that
    /// is named.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio-injection: enabled, istio.io/rev: stable}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio.io/rev: stable}}
    /// ```
    pub INJECTION_MULTIPLE_LABELS = "injection-multiple-labels" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0123"],
        check: Resource(&[Kind::Namespace], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let (Some(one), Some(other)) = (resource.label("istio-injection"), resource.label("istio.io/rev")) else { return };
    // Who writes `disabled` means it, whatever stands beside it.
    if other.text().is_some_and(|it| !it.is_empty()) && one.text() != Some("disabled") {
        cx.report(other, "`istio-injection` counts, and this label does not")
            .label(one, "the label that counts")
            .help("keep one of them");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn who_switches_it_off_means_it() {
        let rule = tester::of(&super::INJECTION_MULTIPLE_LABELS);
        let with =
            |labels: &str| format!("apiVersion: v1\nkind: Namespace\nmetadata: {{name: a, labels: {{{labels}}}}}\n");
        rule.fails(&with("istio-injection: enabled, istio.io/rev: stable"));
        rule.passes(&with("istio-injection: disabled, istio.io/rev: stable"));
        rule.passes(&with("istio-injection: enabled, istio.io/rev: ''"));
        rule.passes(&with("istio.io/rev: stable"));
    }
}
