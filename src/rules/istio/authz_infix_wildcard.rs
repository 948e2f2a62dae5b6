//! `authz-infix-wildcard`

use crate::rule::prelude::*;

declare_rule! {
    /// Wildcards inside a string of an AuthorizationPolicy.
    ///
    /// ## Why is this bad?
    /// `*` is a wildcard at the beginning or at the end, once. Anywhere else it is an asterisk: the string matches
    /// nothing that is ever sent, and a rule that was to deny never does.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   action: DENY
    ///   rules:
    ///     - to: [{operation: {paths: ['/users/*/delete']}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   action: DENY
    ///   rules:
    ///     - to: [{operation: {paths: ['/users/{*}/delete']}}]
    /// ```
    pub AUTHZ_INFIX_WILDCARD = "authz-infix-wildcard" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Resource(&[Kind::AuthorizationPolicy], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(policy) = AuthorizationPolicy::of(resource) else { return };
    for it in policy.strings() {
        // Sidecars read the namespaces as a regular expression.
        if it.field == "namespaces" || it.is_template() || it.looks_like_regex() || !is_infix(it.text) {
            continue;
        }
        let finding = cx.report(it.value, format!("the `*` in `{}` is an asterisk, not a wildcard", it.text));
        finding.help(match it.field {
            "paths" => "write `{*}` for one segment, `{**}` for the rest, or `*` at one end",
            _ => "write `*` at the beginning or at the end",
        });
        let list = it.value.parent();
        let has = |text: &str| list.is_some_and(|list| list.items().any(|it| it.as_str() == Some(text)));
        if it.text.strip_suffix('*').is_some_and(|shorter| shorter.ends_with('*') && has(shorter)) {
            // Whatever it matches, its neighbour matches.
            finding.fix(Safety::Safe, "delete it", Edit::remove_entry(it.value));
        } else if let Some(template) = template(it.text).filter(|_| it.field == "paths") {
            finding.fix(Safety::Unsafe, format!("write `{template}`"), Edit::set_scalar(it.value, &template));
        }
    }
}

/// The template that was meant, where each `*` is a segment of its own.
fn template(path: &str) -> Option<String> {
    let segments: Vec<&str> = path.split('/').collect();
    let last = segments.len() - 1;
    let each = segments.iter().enumerate().map(|(at, segment)| match *segment {
        "*" | "**" if at == last => Some("{**}"),
        "*" => Some("{*}"),
        other if other.contains('*') => None,
        other => Some(other),
    });
    Some(each.collect::<Option<Vec<_>>>()?.join("/"))
}

fn is_infix(text: &str) -> bool {
    let inner = text.strip_prefix('*').or_else(|| text.strip_suffix('*')).unwrap_or(text);
    inner.contains('*')
}

#[cfg(test)]
mod tests {
    use crate::finding::Safety;
    use crate::rules::tester;

    #[test]
    fn one_end_is_enough() {
        let rule = tester::of(&super::AUTHZ_INFIX_WILDCARD);
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1beta1\nkind: AuthorizationPolicy\nmetadata: {{name: p}}\nspec: {spec}\n"
            )
        };
        for path in ["/a/**", "*a*", "/a*b", "**"] {
            rule.fails(&of(&format!("{{rules: [{{to: [{{operation: {{paths: ['{path}']}}}}]}}]}}")));
        }
        for path in ["*", "/a/*", "*/a", "/{*}/a/{**}"] {
            rule.passes(&of(&format!("{{rules: [{{to: [{{operation: {{paths: ['{path}']}}}}]}}]}}")));
        }
        let fix = |list: &str| {
            let text = of(&format!("{{rules: [{{to: [{{operation: {{paths: {list}}}}}]}}]}}"));
            let fix = rule.fails(&text).fix;
            fix.map(|it| (it.safety, it.title))
        };
        assert_eq!(fix("['/a/*', '/a/**']"), Some((Safety::Safe, "delete it".to_owned())));
        assert_eq!(fix("['/a/**']"), Some((Safety::Unsafe, "write `/a/{**}`".to_owned())));
        assert_eq!(fix("['/a/*/b']"), Some((Safety::Unsafe, "write `/a/{*}/b`".to_owned())));
        assert_eq!(fix("['/a*b']"), None);
        rule.passes(&of("{rules: [{from: [{source: {namespaces: [a*b]}}]}]}"));
        rule.fails(&of("{rules: [{from: [{source: {notPrincipals: [a*b]}}]}]}"));
    }

    #[test]
    fn what_says_nothing_more_is_deleted() {
        let rule = tester::of(&super::AUTHZ_INFIX_WILDCARD);
        let of = |paths: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: p}}\nspec: {{rules: [{{to: [{{operation: {{paths: [{paths}]}}}}]}}]}}\n"
            )
        };
        assert!(rule.fails(&of("'/dex/**', '/dex/*'")).fix.is_some());
        let other = rule.fails(&of("'/dex/**', '/dex'")).fix.unwrap();
        assert_eq!(other.safety, Safety::Unsafe);
    }
}
