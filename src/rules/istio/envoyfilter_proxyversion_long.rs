//! `envoyfilter-proxyversion-long`

use super::envoy;
use crate::rule::prelude::*;

declare_rule! {
    /// Expressions for versions that stop the control plane.
    ///
    /// ## Why is this bad?
    /// istiod holds `proxyVersion` against every proxy. One that is no expression never matches, and a very long one,
    /// or one with repetitions inside of repetitions, keeps istiod busy.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1alpha3
    /// kind: EnvoyFilter
    /// metadata: {name: tweak}
    /// spec:
    ///   workloadSelector: {labels: {app: web}}
    ///   configPatches:
    ///     - applyTo: HTTP_FILTER
    ///       match: {proxy: {proxyVersion: '^1\.(2[0-9].*'}}
    ///       patch:
    ///         operation: MERGE
    ///         value: {name: a}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1alpha3
    /// kind: EnvoyFilter
    /// metadata: {name: tweak}
    /// spec:
    ///   workloadSelector: {labels: {app: web}}
    ///   configPatches:
    ///     - applyTo: HTTP_FILTER
    ///       match: {proxy: {proxyVersion: '^1\.2[0-9].*'}}
    ///       patch:
    ///         operation: MERGE
    ///         value: {name: a}
    /// ```
    pub ENVOYFILTER_PROXYVERSION_LONG = "envoyfilter-proxyversion-long" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0106", "cwe:1333"],
        check: Resource(&[Kind::EnvoyFilter], check)
    }
}

/// Longer ones are refused by istiod that is up to date.
const LONGEST: usize = 1024;

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for version in envoy::patches(resource).filter_map(|it| it.path("match.proxy.proxyVersion")) {
        let Some(text) = version.as_str() else { continue };
        let why = if text.len() > LONGEST {
            "is longer than 1024 characters"
        } else if regex::Regex::new(text).is_err() {
            "is no regular expression, and matches no proxy"
        } else if [")+)+", ")*)*", "+)+", "*)+", "+)*", "*)*"].iter().any(|it| text.contains(it)) {
            "repeats what repeats already"
        } else {
            continue;
        };
        cx.report(version, format!("the expression {why}"))
            .covers(&["istio-schema-invalid"])
            .help("write a short one, such as `^1\\.27.*`");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn length_syntax_and_repetition() {
        let rule = tester::of(&super::ENVOYFILTER_PROXYVERSION_LONG);
        let of = |spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1alpha3\nkind: EnvoyFilter\nmetadata: {{name: e}}\nspec: {spec}\n"
            )
        };
        let version = |it: &str| of(&format!("{{configPatches: [{{match: {{proxy: {{proxyVersion: '{it}'}}}}}}]}}"));
        rule.fails(&version("(1+)+"));
        rule.fails(&version(&"1".repeat(1025)));
        rule.passes(&version(&"1".repeat(1024)));
        rule.passes(&version("^1\\.(26|27)\\..*"));
    }
}
