//! `secret-http-auth-header`

use super::evidence::{is_elsewhere, is_known};
use super::header;
use super::place::place;
use super::score::{Location, Verdict, judge};
use crate::rule::prelude::*;

declare_rule! {
    /// Credentials in HTTP headers, ready to be sent.
    ///
    /// ## Why is this bad?
    /// A `Basic` header is a user and a password in base64, a `Bearer` header is a key that opens by itself. Whoever
    /// reads the manifest, the rendered proxy configuration or the pod can send the same header.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       livenessProbe:
    ///         httpGet:
    ///           path: /healthz
    ///           port: 8080
    ///           httpHeaders:
    ///             - name: Authorization
    ///               value: Basic cHJvYmU6RlVmZ2dwWnlkVA==
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       livenessProbe:
    ///         httpGet: {path: /healthz, port: 8080}
    /// ```
    pub SECRET_HTTP_AUTH_HEADER = "secret-http-auth-header" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["trivy:KSV-01010", "kubescape:C-0012", "cwe:798", "cwe:522"],
        check: Scalar(LITERALS, check)
    }
}

/// The two schemes, and names of headers that hold a key beside them.
const LITERALS: &[&str] = &["asic ", "earer ", "pi-Key", "pi-key", "PI-KEY", "uth-Token", "uth-token"];

fn check(value: Value<'_>, cx: &mut Context<'_>) {
    let text = value.text().unwrap_or_default();
    const HELP: &str = "take the header from a Secret when the program starts, or probe a path that needs none, and replace \
                        the credential";
    if let Some((name, secret)) = named(value, text) {
        if !is_elsewhere(value) {
            cx.report(place(secret, None, 0), format!("the header `{name}` carries a key in clear text"))
                .sensitive()
                .help(HELP);
        }
        return;
    }
    if header::find(text).is_none() || is_elsewhere(value) {
        return;
    }
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if let Some(found) = header::find(line).filter(|_| !line.trim_start().starts_with('#')) {
            let message = format!("an HTTP header carries a `{}` credential in clear text", found.scheme);
            cx.report(place(value, None, start + found.range.start), message).sensitive().help(HELP);
        }
        start += line.len();
    }
}

/// The value beside the name of a header that holds a key.
fn named<'a>(value: Value<'a>, text: &'a str) -> Option<(&'a str, Value<'a>)> {
    let header = text.len() < 64 && text.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-');
    let parent = value.parent().filter(|_| header && value.key_text() == Some("name"))?;
    let headers = parent.parent()?.key_text().is_some_and(|it| it.to_ascii_lowercase().contains("header"));
    let secret = parent.get("value").filter(|_| headers)?;
    let word = secret.text()?;
    let known = is_known(word) || matches!(judge(text, word, Location::Value), Verdict::Nothing);
    (!known).then_some((text, secret))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn every_place_counts_and_references_do_not() {
        let rule = tester::of(&super::SECRET_HTTP_AUTH_HEADER);
        let it = |value: &str| {
            format!(
                "apiVersion: v1\nkind: ConfigMap\ndata:\n  nginx.conf: |\n    a;\n    proxy_set_header Authorization \"{value}\";\n"
            )
        };
        let text = it("Basic c3ZjOmlTVlZkSUV3czloTA==");
        let found = rule.fails(&text);
        assert_eq!(&text[found.span().range()], "proxy_set_header");
        assert!(found.sensitive);
        rule.passes(&it("Basic $credentials"));
        rule.passes(&it("Bearer {{ .token }}"));
        rule.passes("description: Basic authentication of users\n");
        let probe = |value: &str| {
            tester::container(&format!(
                "readinessProbe: {{httpGet: {{port: 1, httpHeaders: [{{name: X-Api-Key, value: {value}}}]}}}}"
            ))
        };
        rule.fails(&probe("6aa70198755cd50511e463d9fe72895d"));
        rule.passes(&probe("'true'"));
        rule.passes("env:\n- {name: X-Api-Key, value: 6aa70198755cd50511e463d9fe72895d}\n");
    }
}
