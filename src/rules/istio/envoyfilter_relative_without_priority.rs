//! `envoyfilter-relative-without-priority`

use crate::rule::prelude::*;

declare_rule! {
    /// Patches of an EnvoyFilter that stand beside another filter, without a priority.
    ///
    /// ## Why is this bad?
    /// The place depends on what other EnvoyFilters have done before, and without `priority` their order is that of
    /// their age. An update of Istio may take the filter away that the patch looks for.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1alpha3
    /// kind: EnvoyFilter
    /// metadata: {name: web}
    /// spec:
    ///   configPatches:
    ///     - applyTo: HTTP_FILTER
    ///       match: {context: SIDECAR_INBOUND}
    ///       patch: {operation: INSERT_BEFORE, value: {name: lua}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1alpha3
    /// kind: EnvoyFilter
    /// metadata: {name: web}
    /// spec:
    ///   configPatches:
    ///     - applyTo: HTTP_FILTER
    ///       match: {context: SIDECAR_INBOUND}
    ///       patch: {operation: INSERT_FIRST, value: {name: lua}}
    /// ```
    pub ENVOYFILTER_RELATIVE_WITHOUT_PRIORITY = "envoyfilter-relative-without-priority" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0151", "istioctl:IST0155"],
        check: Resource(&[Kind::EnvoyFilter], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(spec) = resource.spec() else { return };
    if spec.get("priority").is_some_and(|it| it.as_int() != Some(0)) {
        return;
    }
    for entry in spec.list("configPatches") {
        let Some(at) = entry.path("patch.operation") else { continue };
        if matches!(at.as_str(), Some("INSERT_BEFORE" | "INSERT_AFTER" | "REPLACE" | "ADD"))
            && matches!(entry.str("applyTo"), Some("HTTP_FILTER" | "NETWORK_FILTER"))
        {
            cx.report(at, "the place of the patch depends on other EnvoyFilters")
                .help("use INSERT_FIRST, or set `priority`");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_lists_of_filters_have_an_order() {
        let rule = tester::of(&super::ENVOYFILTER_RELATIVE_WITHOUT_PRIORITY);
        let of = |name: &str, place: &str, spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1alpha3\nkind: EnvoyFilter\nmetadata: {{name: {name}, namespace: {place}}}\nspec: {spec}\n---\n"
            )
        };

        let with = |rest: &str, target: &str, operation: &str| {
            of(
                "f",
                "a",
                &format!("{{{rest}configPatches: [{{applyTo: {target}, patch: {{operation: {operation}}}}}]}}"),
            )
        };
        rule.fails(&with("", "HTTP_FILTER", "INSERT_BEFORE"));
        rule.fails(&with("priority: 0, ", "NETWORK_FILTER", "INSERT_AFTER"));
        rule.passes(&with("priority: -5, ", "HTTP_FILTER", "INSERT_BEFORE"));
        rule.passes(&with("", "HTTP_FILTER", "INSERT_FIRST"));
        rule.passes(&with("", "CLUSTER", "ADD"));
    }
}
