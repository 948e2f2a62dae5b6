//! `prefix-rewrite-slash`

use crate::rule::prelude::*;

declare_rule! {
    /// Rewrites of a prefix that leave two slashes.
    ///
    /// ## Why is this bad?
    /// Only the prefix is replaced. `/shop` rewritten to `/` turns `/shop/cart` into `//cart`, which many applications do not know, and
    /// which policies read otherwise than they do.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web]
    ///   http:
    ///     - match: [{uri: {prefix: /shop}}]
    ///       rewrite: {uri: /}
    ///       route: [{destination: {host: web}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web]
    ///   http:
    ///     - match: [{uri: {prefix: /shop/}}]
    ///       rewrite: {uri: /}
    ///       route: [{destination: {host: web}}]
    /// ```
    pub PREFIX_REWRITE_SLASH = "prefix-rewrite-slash" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:436"],
        check: Resource(&[Kind::VirtualService], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(service) = VirtualService::of(resource) else { return };
    for route in service.routes("http") {
        let Some(rewrite) = route.path("rewrite.uri").filter(|it| it.as_str().is_some_and(|it| it.ends_with('/')))
        else {
            continue;
        };
        let bare = |it: Value<'_>| it.as_str().is_some_and(|it| it.len() > 1 && !it.ends_with('/'));
        let exact: Vec<_> = route.list("match").filter_map(|it| it.path("uri.prefix")).collect();
        if let Some(prefix) = exact.into_iter().find(|it| bare(*it)) {
            let text = prefix.text().unwrap_or_default();
            cx.report(rewrite, format!("`{text}/x` becomes `{}/x`", rewrite.text().unwrap_or_default()))
                .label(prefix, "only this is replaced")
                .help(format!("match `{text}/` as well, before `{text}` by itself"));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(route: &str) -> String {
        format!(
            "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: v}}\nspec: {{hosts: [a], http: [{route}]}}\n"
        )
    }

    #[test]
    fn slashes_on_both_sides_or_none_are_right() {
        let rule = tester::of(&super::PREFIX_REWRITE_SLASH);
        rule.fails(&of("{match: [{uri: {prefix: /a/}}, {uri: {prefix: /a}}], rewrite: {uri: /b/}}"));
        rule.passes(&of("{match: [{uri: {prefix: /a}}], rewrite: {uri: /b}}"));
        rule.passes(&of("{match: [{uri: {prefix: /}}], rewrite: {uri: /}}"));
        rule.passes(&of("{match: [{uri: {exact: /a}}], rewrite: {uri: /}}"));
    }
}
