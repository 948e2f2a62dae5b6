//! `telemetry-high-cardinality`

use crate::rule::prelude::*;

declare_rule! {
    /// Metrics with a value of their own for every request.
    ///
    /// ## Why is this bad?
    /// Each value of a tag is one more time series, held in every proxy and in Prometheus. Paths, headers and ids of
    /// requests have no end: callers decide how much memory it takes.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: telemetry.istio.io/v1
    /// kind: Telemetry
    /// metadata: {name: paths}
    /// spec:
    ///   metrics:
    ///     - providers: [{name: prometheus}]
    ///       overrides: [{tagOverrides: {path: {value: request.url_path}}}]
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: telemetry.istio.io/v1
    /// kind: Telemetry
    /// metadata: {name: methods}
    /// spec:
    ///   metrics:
    ///     - providers: [{name: prometheus}]
    ///       overrides: [{tagOverrides: {method: {value: request.method}}}]
    /// ```
    pub TELEMETRY_HIGH_CARDINALITY = "telemetry-high-cardinality" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:770"],
        check: Resource(&[Kind::Telemetry], check)
    }
}

/// Attributes that callers choose freely, or that differ with every request.
const BOUNDLESS: [&str; 13] = [
    "request.headers",
    "request.url_path",
    "request.path",
    "request.query",
    "request.id",
    "request.time",
    "request.referer",
    "request.useragent",
    "request.host",
    "source.port",
    "source.address",
    "connection.id",
    "response.headers",
];

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let metrics = resource.spec().into_iter().flat_map(|it| it.list("metrics"));
    for tags in metrics.flat_map(|it| it.list("overrides")).filter_map(|it| it.get("tagOverrides")) {
        for value in tags.entries().filter_map(|it| it.1.get("value")) {
            let Some(text) = value.as_str() else { continue };
            let Some(found) = BOUNDLESS.iter().find(|it| names(text, it)) else { continue };
            // What compares or picks from a few ends in a few values.
            if text.contains('?') || text.contains("==") || text.contains(" in ") || text.contains("matches(") {
                continue;
            }
            cx.report(value, format!("a time series for every value of `{found}`"))
                .help("reduce it to a few values, or take it from traces and logs");
        }
    }
}

/// Whether an expression names an attribute, not one that begins with its name.
fn names(text: &str, attribute: &str) -> bool {
    text.match_indices(attribute).any(|(at, _)| {
        let rest = &text[at + attribute.len()..];
        !rest.starts_with(|it: char| it.is_ascii_alphanumeric() || it == '_')
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn expressions_with_few_values_are_left_alone() {
        let rule = tester::of(&super::TELEMETRY_HIGH_CARDINALITY);
        let of = |value: &str| {
            format!(
                "apiVersion: telemetry.istio.io/v1\nkind: Telemetry\nmetadata: {{name: t}}\nspec: {{metrics: [{{overrides: [{{tagOverrides: {{x: {{value: \"{value}\"}}, y: {{operation: REMOVE}}}}}}]}}]}}\n"
            )
        };
        rule.fails(&of("request.headers['x-user'] | 'none'"));
        rule.fails(&of("string(source.port)"));
        rule.passes(&of("request.headers['x-user'] == '' ? 'none' : 'some'"));
        rule.passes(&of("request.pathway"));
        rule.passes(&of("request.protocol"));
    }
}
