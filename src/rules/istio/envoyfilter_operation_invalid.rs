//! `envoyfilter-operation-invalid`

use crate::rule::prelude::*;

declare_rule! {
    /// Patches of an EnvoyFilter with an operation that has no effect there.
    ///
    /// ## Why is this bad?
    /// REPLACE works on HTTP and network filters, ADD and REMOVE not on route configurations and single routes. The
    /// patch is skipped, and nothing says so.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1alpha3
    /// kind: EnvoyFilter
    /// metadata: {name: web}
    /// spec:
    ///   configPatches:
    ///     - applyTo: CLUSTER
    ///       match: {context: SIDECAR_OUTBOUND}
    ///       patch: {operation: REPLACE, value: {name: web}}
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
    pub ENVOYFILTER_OPERATION_INVALID = "envoyfilter-operation-invalid" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0152", "istioctl:IST0153", "istioctl:IST0154"],
        check: Resource(&[Kind::EnvoyFilter], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for entry in resource.path("spec.configPatches").into_iter().flat_map(Value::items) {
        let target = entry.str("applyTo").unwrap_or_default();
        let Some(at) = entry.path("patch.operation") else { continue };
        let operation = at.as_str().unwrap_or_default();
        let wrong = match operation {
            "REPLACE" => !matches!(target, "HTTP_FILTER" | "NETWORK_FILTER" | "VIRTUAL_HOST"),
            "ADD" | "REMOVE" => matches!(target, "ROUTE_CONFIGURATION" | "HTTP_ROUTE"),
            _ => false,
        };
        if wrong && !target.is_empty() {
            cx.report(at, format!("operation `{operation}` has no effect on `{target}`"))
                .help("use MERGE, or an operation that the object knows");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn each_operation_has_its_places() {
        let rule = tester::of(&super::ENVOYFILTER_OPERATION_INVALID);
        let of = |name: &str, place: &str, spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1alpha3\nkind: EnvoyFilter\nmetadata: {{name: {name}, namespace: {place}}}\nspec: {spec}\n---\n"
            )
        };

        let with = |target: &str, operation: &str| {
            of("f", "a", &format!("{{configPatches: [{{applyTo: {target}, patch: {{operation: {operation}}}}}]}}"))
        };
        rule.fails(&with("CLUSTER", "REPLACE"));
        rule.fails(&with("HTTP_ROUTE", "ADD"));
        rule.fails(&with("ROUTE_CONFIGURATION", "REMOVE"));
        for (target, operation) in
            [("HTTP_FILTER", "REPLACE"), ("CLUSTER", "ADD"), ("LISTENER", "REMOVE"), ("HTTP_ROUTE", "MERGE")]
        {
            rule.passes(&with(target, operation));
        }
    }
}
