//! `authz-path-prefix-bleed`

use crate::rule::prelude::*;

declare_rule! {
    /// Path prefixes that end inside a segment.
    ///
    /// ## Why is this bad?
    /// `/api*` is for everything that begins so: `/api`, `/api/users`, and `/apikeys` as well.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   rules:
    ///     - from: [{source: {namespaces: [shop]}}]
    ///       to: [{operation: {paths: ['/api*']}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   rules:
    ///     - from: [{source: {namespaces: [shop]}}]
    ///       to: [{operation: {paths: [/api, '/api/*']}}]
    /// ```
    pub AUTHZ_PATH_PREFIX_BLEED = "authz-path-prefix-bleed" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:22"],
        check: Resource(&[Kind::AuthorizationPolicy], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(policy) = AuthorizationPolicy::of(resource) else { return };
    if policy.action() != AuthorizationAction::Allow {
        return;
    }
    for paths in policy.clauses().filter(|it| it.attribute == Attribute::Paths && !it.negated) {
        for (value, text) in paths.texts() {
            let Some(path) = text.strip_suffix('*').filter(|it| ends_inside(it)) else { continue };
            let mut edits = Edit::set_scalar(value, &format!("{path}/*"));
            if !paths.texts().any(|it| it.1 == path) {
                edits.extend(Edit::append_item(paths.list, &format!("'{path}'")));
            }
            cx.report(value, format!("`{text}` is also for `{path}s` and whatever else begins so"))
                .help(format!("write `{path}` and `{path}/*`"))
                .fix(Safety::Unsafe, "end at a slash", edits);
        }
    }
}

fn ends_inside(path: &str) -> bool {
    let plain = path.starts_with('/') && !path.contains(['*', '{', '\'', '\n', '?']);
    plain
        && path.ends_with(|it: char| it.is_ascii_alphabetic())
        && !path.rsplit('/').next().unwrap_or_default().contains('.')
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn ends_of_segments_are_meant() {
        let rule = tester::of(&super::AUTHZ_PATH_PREFIX_BLEED);
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: p}}\nspec: {spec}\n"
            )
        };
        let paths = |it: &str| of(&format!("{{rules: [{{to: [{{operation: {{paths: ['{it}']}}}}]}}]}}"));
        rule.fails(&paths("/a/b*"));
        for it in ["*", "/*", "/a/*", "/a-*", "/v1*", "*/a", "/a.b*", "/{*}/a*"] {
            rule.passes(&paths(it));
        }
        rule.passes(&of("{action: DENY, rules: [{to: [{operation: {paths: ['/a*']}}]}]}"));
    }
}
