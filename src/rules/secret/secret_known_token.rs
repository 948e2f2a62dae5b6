//! `secret-known-token`

use super::evidence::{is_elsewhere, is_known};
use super::inline::in_text;
use super::own::OwnFormats;
use super::place::place;
use super::score::{Location, Verdict, judge};
use super::{context, formats, token};
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
        options: OwnFormats,
        check: Several(&[Check::Scalar(formats::LITERALS, check), Check::Scalar(context::PREFIXES, check_pair)])
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
            .holds(value.key_text().unwrap_or_default(), &text[token.range.clone()])
            .help("revoke it: it stays in the history of the file; then take a new one from a Secret");
    }
}

/// The secret half of a pair, beside the public one or on a line near it, where its own name says nothing.
fn check_pair(value: Value<'_>, cx: &mut Context<'_>) {
    let text = value.text().unwrap_or_default();
    let mut words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let Some(pair) = words.find_map(context::public_half).filter(|_| !is_elsewhere(value)) else { return };
    let here = text.split(|c: char| c.is_whitespace() || "=:,\"'".contains(c)).filter(|_| text.contains('\n'));
    if let Some(secret) = here.clone().find(|it| pair.is_secret(it)) {
        let at = secret.as_ptr() as usize - text.as_ptr() as usize;
        let line = text[..at].rfind('\n').map_or(0, |it| it + 1);
        if !in_text("", text[line..].lines().next().unwrap_or_default()).is_empty() {
            return;
        }
        return report_pair(pair, value, secret, at, cx);
    }
    // Entries of one mapping, or of a list of names and values.
    let around = value.parent().filter(|it| it.is_mapping());
    let list = around.and_then(|it| it.parent()).filter(|it| it.is_sequence());
    let named = list.into_iter().flat_map(|it| it.items()).filter_map(|it| Some((it.str("name")?, it.get("value")?)));
    let beside = around.into_iter().flat_map(|it| it.entries()).filter_map(|(key, it)| Some((key.text()?, it)));
    let other = named.chain(beside).find(|(_, it)| it.text().is_some_and(|it| pair.is_secret(it)));
    if let Some((name, other)) = other {
        let secret = other.text().unwrap_or_default();
        if judge(name, secret, Location::Value) == Verdict::Nothing && !is_known(secret) {
            report_pair(pair, other, secret, 0, cx);
        }
    }
}

fn report_pair(pair: &context::Pair, value: Value<'_>, secret: &str, at: usize, cx: &mut Context<'_>) {
    let message = format!("the secret half of a {} stands here in clear text", pair.name);
    cx.report(place(value, None, at), message)
        .holds(value.key_text().unwrap_or_default(), secret)
        .help("revoke it: it stays in the history of the file; then take a new one from a Secret");
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

    #[test]
    fn the_secret_half_of_a_pair_is_known_by_the_public_one() {
        let rule = tester::of(&super::SECRET_KNOWN_TOKEN);
        let (public, secret) = (format!("AKIA{}", "PYCDYBK377OXTZQ6"), "Zk2Xq9Lw7Rt5Vb1Nm3Yc6Jd4Hf0GsQa1WzXeLkTp");
        let found = rule.fails(&format!("a: {{left: {public}, right: {secret}}}\n"));
        assert!(found.message.contains("AWS") && !found.message.contains("Zk2X"));
        rule.fails(&format!("env: [{{name: A, value: {public}}}, {{name: B, value: {secret}}}]\n"));
        rule.fails(&format!("a: |\n  {public}\n  {secret}\n"));
        rule.passes(&format!("a: {{left: {public}, right: {}}}\n", &secret[1..]));
        rule.passes(&format!("a: {{right: {secret}}}\n"));
        rule.passes(&format!(
            "env: [{{name: A, value: {public}}}, {{name: AWS_SECRET_ACCESS_KEY, value: {secret}}}]\n"
        ));
    }
}
