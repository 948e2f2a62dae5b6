//! `projected-token-lifetime`

use super::projected::tokens;
use crate::rule::prelude::*;

declare_rule! {
    /// Service account tokens that are valid for too long, or too short to be issued.
    ///
    /// ## Why is this bad?
    /// A projected token is renewed for the pod, but a stolen copy works until it expires. The API server refuses less
    /// than ten minutes.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///   volumes:
    ///     - name: token
    ///       projected:
    ///         sources:
    ///           - serviceAccountToken: {path: token, audience: vault, expirationSeconds: 31536000}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///   volumes:
    ///     - name: token
    ///       projected:
    ///         sources:
    ///           - serviceAccountToken: {path: token, audience: vault, expirationSeconds: 3600}
    /// ```
    pub PROJECTED_TOKEN_LIFETIME = "projected-token-lifetime" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:613"],
        options: Options,
        keys: ["expirationSeconds"],
        check: Pod(check)
    }
}

/// Options of the rule.
#[derive(serde::Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// How many seconds a token may be valid.
    pub max_seconds: i64,
}

impl Default for Options {
    fn default() -> Self {
        Self { max_seconds: 86_400 }
    }
}
fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    for token in tokens(pod) {
        let Some(at) = token.get("expirationSeconds") else { continue };
        let Some(seconds) = at.as_int() else { continue };
        if seconds < 600 {
            cx.report(at, "a service account token must be valid for ten minutes at least")
                .help("write 600 or more; it is renewed in time");
        } else if seconds > 600 && seconds > cx.options::<Options>().max_seconds {
            cx.report(at, format!("a stolen copy of this token works for {}", span(seconds)))
                .help("write 3600; it is renewed in time, and programs that read the file again notice nothing");
        }
    }
}

fn span(seconds: i64) -> String {
    match (seconds / 86_400, seconds / 3600) {
        (0, hours) => format!("{hours} hours"),
        (1, _) => "a day".to_owned(),
        (days, _) => format!("{days} days"),
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    use serde_json::json;

    #[test]
    fn the_bound_can_be_moved() {
        let with = |seconds: u32| {
            tester::pod(&format!(
                "{{volumes: [{{name: v, projected: {{sources: [{{configMap: {{name: c}}}}, {{serviceAccountToken: {{path: t, expirationSeconds: {seconds}}}}}]}}}}]}}"
            ))
        };
        let rule = tester::of(&super::PROJECTED_TOKEN_LIFETIME);
        rule.fails(&with(599));
        rule.fails(&with(86_401));
        rule.passes(&with(600));
        rule.passes(&with(86_400));
        let strict = tester::of(&super::PROJECTED_TOKEN_LIFETIME).options(json!({"max_seconds": 7200}));
        assert!(strict.fails(&with(10_800)).message.contains("3 hours"));
    }
}
