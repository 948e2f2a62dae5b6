//! `authz-path-exact-trailing-slash`

use crate::rule::prelude::*;

declare_rule! {
    /// Denied paths that another slash gets around.
    ///
    /// ## Why is this bad?
    /// An exact path matches only itself: with `/admin` denied, `/admin/` and what is below it pass, and many servers
    /// answer them alike.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   action: DENY
    ///   rules:
    ///     - to: [{operation: {paths: [/admin]}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   action: DENY
    ///   rules:
    ///     - to: [{operation: {paths: [/admin, '/admin/*']}}]
    /// ```
    pub AUTHZ_PATH_EXACT_TRAILING_SLASH = "authz-path-exact-trailing-slash" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:22"],
        check: Resource(&[Kind::AuthorizationPolicy], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(policy) = AuthorizationPolicy::of(resource) else { return };
    if policy.action() != AuthorizationAction::Deny {
        return;
    }
    for paths in policy.clauses().filter(|it| it.attribute == Attribute::Paths && !it.negated) {
        for (value, path) in paths.texts().filter(|it| is_exact(it.1)) {
            let below = format!("{path}/");
            let covers =
                |pattern: &str| pattern == below || pattern.strip_suffix('*').is_some_and(|it| below.starts_with(it));
            if !paths.texts().any(|it| covers(it.1)) {
                cx.report(value, format!("`{below}` is not denied: the path matches only itself"))
                    .help(format!("add `{below}*`"))
                    .fix(
                        Safety::Unsafe,
                        "deny what is below it, too",
                        Edit::append_item(paths.list, &format!("'{below}*'")),
                    );
            }
        }
    }
}

/// Whether a path has one spelling and looks like a folder rather than a file.
fn is_exact(path: &str) -> bool {
    let last = path.rsplit('/').next().unwrap_or_default();
    path.starts_with('/') && !last.is_empty() && !path.contains(['*', '{', '\'', '\n']) && !last.contains('.')
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn prefixes_cover_what_is_below() {
        let rule = tester::of(&super::AUTHZ_PATH_EXACT_TRAILING_SLASH);
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: p}}\nspec: {spec}\n"
            )
        };
        let paths = |it: &str| of(&format!("{{action: DENY, rules: [{{to: [{{operation: {{paths: [{it}]}}}}]}}]}}"));
        rule.fails(&paths("/a/b"));
        rule.finds(2, &paths("/a, /b"));
        for it in ["/a, /a/", "/a, '/a*'", "/", "/a.html", "'/a/{*}'", "'/a*'"] {
            rule.passes(&paths(it));
        }
        rule.passes(&of("{rules: [{to: [{operation: {paths: [/a]}}]}]}"));
    }
}
