//! `secret-known-token`

use super::evidence::is_elsewhere;
use super::place::place;
use super::{formats, token};
use crate::rule::prelude::*;

declare_rule! {
    /// Credentials that their form gives away: tokens and keys of known vendors.
    ///
    /// ## Why is this bad?
    /// Vendors give their credentials a prefix, a length and often a checksum, so that they can be told apart. Whoever
    /// reads the file, its history or the object in the cluster can use the credential at once, from anywhere.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: app}
    /// data:
    ///   endpoint: glpat-Zq3rT8vKx2LmW9bNc5Yd
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: app}
    /// data:
    ///   endpoint: glpat-xxxxxxxxxxxxxxxxxxxx
    /// ```
    pub SECRET_KNOWN_TOKEN = "secret-known-token" {
        severity: Critical,
        confidence: High,
        since: "0.1.0",
        refs: [
            "trivy:KSV-01010", "kubescape:C-0012", "checkov:CKV_SECRET_13", "checkov:CKV_SECRET_14", "cwe:798",
            "cwe:312",
        ],
        check: Scalar(formats::LITERALS, check)
    }
}

fn check(value: Value<'_>, cx: &mut Context<'_>) {
    let text = value.text().unwrap_or_default();
    let found = token::find(text);
    if found.is_empty() || is_elsewhere(value) {
        return;
    }
    for token in found {
        let at = place(value, None, token.range.start);
        cx.report(at, format!("a {} (`{}…`) stands here in clear text", token.name, token.literal))
            .severity(token.severity)
            .confidence(token.confidence)
            .sensitive()
            .help("revoke it: it stays in the history of the file; then take a new one from a Secret");
    }
}

#[cfg(test)]
mod tests {
    use crate::finding::{Confidence, Severity};
    use crate::rules::tester;

    const BODY: &str = "q7Vd0ZkT3mWb8XnRc5LhJ2sYfG9pAe";

    #[test]
    fn it_is_found_in_any_document_and_points_at_the_key() {
        let rule = tester::of(&super::SECRET_KNOWN_TOKEN);
        let text = format!("a:\n- b: npm{}{BODY}abcdef\n", '_');
        let found = rule.fails(&text);
        assert_eq!(&text[found.span().range()], "b");
        assert_eq!((found.severity, found.confidence, found.sensitive), (Severity::Critical, Confidence::Medium, true));
        assert!(!found.message.contains("q7Vd"));
    }

    #[test]
    fn inside_a_file_the_line_is_labelled_up_to_the_token() {
        let text = format!("f: |\n  x: 1\n  token = npm{}{BODY}abcdef\n", '_');
        let found = tester::of(&super::SECRET_KNOWN_TOKEN).fails(&text);
        assert_eq!(&text[found.span().range()], "token");
    }

    #[test]
    fn the_data_of_a_secret_belongs_to_another_rule() {
        let rule = tester::of(&super::SECRET_KNOWN_TOKEN);
        let it =
            |kind: &str, field: &str| format!("apiVersion: v1\nkind: {kind}\n{field}: {{a: npm{}{BODY}abcdef}}\n", '_');
        rule.passes(&it("Secret", "stringData"));
        rule.fails(&it("Secret", "metadata"));
        rule.fails(&it("ConfigMap", "data"));
        rule.passes(&format!("apiVersion: v1\nkind: List\nitems:\n- {}", it("Secret", "data").replace('\n', "\n  ")));
    }
}
