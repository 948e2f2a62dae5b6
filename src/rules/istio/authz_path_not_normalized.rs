//! `authz-path-not-normalized`

use crate::manifest::normalized_path;
use crate::rule::prelude::*;

declare_rule! {
    /// Paths that no request arrives with.
    ///
    /// ## Why is this bad?
    /// Paths are matched after normalisation, without query and fragment. One with `//`, `..`, an encoded slash or
    /// `?`, or without a leading `/`, never matches: a rule that was to deny it is dead.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   action: DENY
    ///   rules:
    ///     - to: [{operation: {paths: [admin/users]}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   action: DENY
    ///   rules:
    ///     - to: [{operation: {paths: [/admin/users]}}]
    /// ```
    pub AUTHZ_PATH_NOT_NORMALIZED = "authz-path-not-normalized" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:22"],
        check: Resource(&[Kind::AuthorizationPolicy], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(policy) = AuthorizationPolicy::of(resource) else { return };
    for it in policy.strings().into_iter().filter(|it| it.field == "paths") {
        if it.looks_like_regex() || it.is_template() {
            continue;
        }
        if let Some(why) = reason(it.text) {
            let finding = cx
                .report(it.value, format!("no path matches `{}`: it {why}", it.text))
                .help("write the path as it arrives after normalisation");
            let clean = normalized_path(it.text);
            let clean = if clean.starts_with(['/', '*']) { clean } else { format!("/{clean}") };
            if reason(&clean).is_none() && clean != "/" {
                finding.fix(Safety::Unsafe, format!("write `{clean}`"), Edit::set_scalar(it.value, &clean));
            }
        }
    }
}

fn reason(path: &str) -> Option<&'static str> {
    let lower = path.to_ascii_lowercase();
    if path.contains("//") {
        Some("has two slashes in a row")
    } else if path.split('/').any(|it| it == "." || it == "..") {
        Some("has a `.` or `..` in it")
    } else if ["%2e", "%2f", "%5c", "%00"].iter().any(|it| lower.contains(it)) || path.contains('\\') {
        Some("has an encoded or backward slash")
    } else if path.contains(['?', '#']) {
        Some("has a query or fragment, which is cut off before")
    } else if !path.starts_with(['/', '*']) {
        Some("does not begin with `/`")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn suffixes_and_templates_need_no_slash() {
        let rule = tester::of(&super::AUTHZ_PATH_NOT_NORMALIZED);
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1beta1\nkind: AuthorizationPolicy\nmetadata: {{name: p}}\nspec: {spec}\n"
            )
        };
        let path = |it: &str| of(&format!("{{rules: [{{to: [{{operation: {{notPaths: ['{it}']}}}}]}}]}}"));
        for it in ["/a//b", "/a/../b", "/a/./b", "/%2Fadmin", "/a?b=c", "/a#b", "a", "/a\\b", ""] {
            rule.fails(&path(it));
        }
        for it in ["*", "*.html", "/a/*", "/a..b", "/.well-known/x", "/{**}"] {
            rule.passes(&path(it));
        }
    }
}
