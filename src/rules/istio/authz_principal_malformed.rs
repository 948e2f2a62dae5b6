//! `authz-principal-malformed`

use crate::rule::prelude::*;

declare_rule! {
    /// Principals that no workload has.
    ///
    /// ## Why is this bad?
    /// A principal is `<trust domain>/ns/<namespace>/sa/<service account>`, or a part of it with `*` at one end.
    /// Anything else, such as the name that RBAC uses, matches nobody.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   rules:
    ///     - from: [{source: {principals: ['system:serviceaccount:shop:web']}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   rules:
    ///     - from: [{source: {principals: [cluster.local/ns/shop/sa/web, '*/sa/web', 'cluster.local/ns/shop/*']}}]
    /// ```
    pub AUTHZ_PRINCIPAL_MALFORMED = "authz-principal-malformed" {
        severity: High,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kiali:KIA0108"],
        check: Resource(&[Kind::AuthorizationPolicy], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(policy) = AuthorizationPolicy::of(resource) else { return };
    for clause in policy.clauses().filter(|it| it.attribute == Attribute::Principals) {
        for (value, text) in clause.texts() {
            if !is_principal(text) {
                cx.report(value, format!("no workload has the principal `{text}`"))
                    .help("write `cluster.local/ns/<namespace>/sa/<service account>`");
            }
        }
    }
}

/// Whether the text can be a principal or a part of one. What other rules speak of passes.
fn is_principal(text: &str) -> bool {
    if text.starts_with("spiffe://") || text.contains(['(', '[', '^', '$', '\\']) {
        return true;
    }
    let name = |it: &str| !it.is_empty();
    if let Some(start) = text.strip_suffix('*') {
        // A `*` at both ends, or inside, is for `authz-infix-wildcard`.
        let parts: Vec<&str> = start.split('/').collect();
        let last = parts.len() - 1;
        return start.contains('*')
            || last <= 4
                && parts.iter().enumerate().all(|(at, it)| match at {
                    1 if at < last => *it == "ns",
                    3 if at < last => *it == "sa",
                    1 => "ns".starts_with(it),
                    3 => "sa".starts_with(it),
                    _ => at == last || name(it),
                });
    }
    if let Some(end) = text.strip_prefix('*') {
        let parts: Vec<&str> = end.split('/').rev().collect();
        let last = parts.len() - 1;
        return end.contains('*')
            || last <= 4
                && parts.iter().enumerate().all(|(at, it)| match at {
                    1 if at < last => *it == "sa",
                    3 if at < last => *it == "ns",
                    1 => "sa".ends_with(it),
                    3 => "ns".ends_with(it),
                    _ => at == last || name(it),
                });
    }
    let parts: Vec<&str> = text.split('/').collect();
    text.contains('*')
        || matches!(parts[..], [domain, "ns", space, "sa", account] if name(domain) && name(space) && name(account))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn parts_and_wholes() {
        let rule = tester::of(&super::AUTHZ_PRINCIPAL_MALFORMED);
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: p}}\nspec: {spec}\n"
            )
        };
        let principal = |it: &str| of(&format!("{{rules: [{{from: [{{source: {{principals: ['{it}']}}}}]}}]}}"));
        for it in [
            "*",
            "a/ns/b/sa/c",
            "a/ns/b/*",
            "a/ns/b/sa/c*",
            "*/ns/b/sa/c",
            "*/sa/c",
            "*c",
            "a*",
            "a/*",
            "*b/sa/c",
            "a/ns/*/sa/c",
            "*/b/sa/c",
            "spiffe://a",
        ] {
            rule.passes(&principal(it));
        }
        for it in
            ["c", "ns/b/sa/c", "a/ns/b/c", "b/c", "a/ns/b/sa/c/d", "*/b/c", "a/b/*", "a/ns//sa/c", "/ns/b/sa/c", ""]
        {
            rule.fails(&principal(it));
        }
    }
}
