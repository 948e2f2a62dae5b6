//! `jwt-not-required`

use super::jwt;
use crate::rule::prelude::*;

declare_rule! {
    /// Tokens that are checked and not demanded.
    ///
    /// ## Why is this bad?
    /// A RequestAuthentication refuses bad tokens. A request without any token passes, unless an AuthorizationPolicy
    /// demands one.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: RequestAuthentication
    /// metadata: {name: web}
    /// spec:
    ///   jwtRules:
    ///     - issuer: https://login.example.com
    ///       jwksUri: https://login.example.com/keys
    ///       audiences: [shop]
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   rules:
    ///     - from: [{source: {namespaces: [shop]}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: RequestAuthentication
    /// metadata: {name: web}
    /// spec:
    ///   jwtRules:
    ///     - issuer: https://login.example.com
    ///       jwksUri: https://login.example.com/keys
    ///       audiences: [shop]
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   rules:
    ///     - from: [{source: {requestPrincipals: ['https://login.example.com/*']}}]
    /// ```
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: RequestAuthentication
    /// metadata: {name: web}
    /// spec:
    ///   jwtRules:
    ///     - issuer: https://login.example.com
    ///       jwksUri: https://login.example.com/keys
    ///       audiences: [shop]
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   action: DENY
    ///   rules:
    ///     - from: [{source: {notRequestPrincipals: ['*']}}]
    /// ```
    pub JWT_NOT_REQUIRED = "jwt-not-required" {
        severity: High,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:306"],
        check: Related(&[Kind::RequestAuthentication], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let policies = || index.policies_at(Kind::AuthorizationPolicy, resource).filter_map(AuthorizationPolicy::of);
    // Without any policy here, they are elsewhere.
    if jwt::rules(resource).next().is_none() || !(cx.is_closed_world() || policies().next().is_some()) {
        return;
    }
    let demands = |it: AuthorizationPolicy<'a>| {
        it.action() == AuthorizationAction::Custom || it.clauses().any(|it| it.attribute.is_token())
    };
    if policies().any(|it| demands(it) && may_meet(it, resource)) || has_route_by_claim(index) {
        return;
    }
    cx.report(resource, format!("`{}` checks tokens, and requests without one pass", resource.name()))
        .help("demand one: `action: DENY` with `notRequestPrincipals: ['*']`, or `ALLOW` with `requestPrincipals`");
}

/// Whether both may be for one workload: everything but two selectors that ask for other values of one label.
fn may_meet(policy: AuthorizationPolicy<'_>, other: Resource<'_>) -> bool {
    let wanted = other.path("spec.selector").map(Selector::of_label_selector).unwrap_or_default();
    let differs = |own: &(&str, &str)| wanted.equal().iter().any(|it| it.0 == own.0 && it.1 != own.1);
    !policy.selector().equal().iter().any(differs)
}

/// Whether routes depend on claims, which also keeps out who has none.
fn has_route_by_claim(index: &Index<'_>) -> bool {
    index.of_kind(Kind::VirtualService).take(512).any(|it| {
        VirtualService::of(it).is_some_and(|it| {
            let mut matches = it.routes("http").flat_map(|it| it.list("match")).filter_map(|it| it.get("headers"));
            matches
                .any(|it| it.entries().any(|it| it.0.text().is_some_and(|it| it.starts_with("@request.auth.claims"))))
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn silent_without_policies_and_where_others_demand_it() {
        let rule = tester::of(&super::JWT_NOT_REQUIRED);
        let of = |kind: &str, spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: {kind}\nmetadata: {{name: a, namespace: x}}\nspec: {spec}\n---\n"
            )
        };
        let ra = of("RequestAuthentication", "{selector: {matchLabels: {app: web}}, jwtRules: [{issuer: a}]}");
        rule.passes(&ra);
        tester::of(&super::JWT_NOT_REQUIRED).closed().fails(&ra);
        let token = "from: [{source: {requestPrincipals: ['*']}}]";
        rule.fails(&format!(
            "{ra}{}",
            of("AuthorizationPolicy", &format!("{{selector: {{matchLabels: {{app: other}}}}, rules: [{{{token}}}]}}"))
        ));
        rule.passes(&format!(
            "{ra}{}",
            of("AuthorizationPolicy", &format!("{{selector: {{matchLabels: {{app: web}}}}, rules: [{{{token}}}]}}"))
        ));
        rule.passes(&format!(
            "{ra}{}",
            of("AuthorizationPolicy", "{rules: [{when: [{key: 'request.auth.claims[a]', values: [b]}]}]}")
        ));
        rule.passes(&of("RequestAuthentication", "{}"));
    }
}
