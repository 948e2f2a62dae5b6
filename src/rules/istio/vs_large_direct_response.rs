//! `vs-large-direct-response`

use crate::rule::prelude::*;

declare_rule! {
    /// Answers of a VirtualService that are a burden on every proxy.
    ///
    /// ## Why is this bad?
    /// The text is part of the configuration of each proxy that the route is for, and sent to all of them on every
    /// change. From 100 kB on Istio warns; it refuses what is larger than 1 MB.
    ///
    /// ## Fail
    /// ```yaml
    /// # options: {"max-kilobytes": 0}
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web]
    ///   http: [{directResponse: {status: 200, body: {string: "thousands of words"}}}]
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web]
    ///   http: [{directResponse: {status: 503, body: {string: "back soon"}}}]
    /// ```
    pub VS_LARGE_DIRECT_RESPONSE = "vs-large-direct-response" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0133"],
        options: Settings,
        check: Resource(&[Kind::VirtualService], check)
    }
}

const REFUSED: usize = 1 << 20;

#[derive(serde::Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct Settings {
    /// How long an answer may be.
    max_kilobytes: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { max_kilobytes: 100 }
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for route in resource.spec().into_iter().flat_map(|it| it.list("http")) {
        let Some(body) = route.path("directResponse.body") else { continue };
        let length = |field: &str| body.get(field).and_then(Value::text).map_or(0, str::len);
        let size = length("string").max(length("bytes") / 4 * 3);
        // What is too large to be taken at all is told with the rest that is refused.
        if size > REFUSED && cx.is_left_to("istio-schema-invalid") {
            continue;
        }
        if size > 0 && size > cx.options::<Settings>().max_kilobytes << 10 {
            let finding = cx.report(body, format!("the answer has {size} bytes, which every proxy has to hold"));
            finding.help("serve it from a program, or redirect to where it is").covers(&["istio-schema-warning"]);
            if size > REFUSED {
                finding.severity(Severity::High);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn size_counts_decoded() {
        let rule = tester::of(&super::VS_LARGE_DIRECT_RESPONSE);
        let of = |field: &str, size: usize| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: v}}\nspec: {{hosts: [v], http: [{{directResponse: {{status: 200, body: {{{field}: {}}}}}}}]}}\n",
                "a".repeat(size)
            )
        };
        rule.fails(&of("string", 103_000));
        rule.passes(&of("string", 102_000));
        rule.passes(&of("bytes", 120_000));
        rule.fails(&of("bytes", 140_000));
        assert_eq!(rule.fails(&of("string", 1_100_000)).severity, crate::finding::Severity::High);
    }
}
