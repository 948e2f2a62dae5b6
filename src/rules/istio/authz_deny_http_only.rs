//! `authz-deny-http-only`

use crate::rule::prelude::*;

declare_rule! {
    /// Denials by HTTP that deny every TCP port.
    ///
    /// ## Why is this bad?
    /// On a port that is not HTTP the fields of HTTP are passed over. A rule that denies by them alone has nothing left
    /// and denies every connection.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   action: DENY
    ///   rules:
    ///     - to: [{operation: {methods: [DELETE]}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   action: DENY
    ///   rules:
    ///     - to: [{operation: {methods: [DELETE], ports: ['8080']}}]
    /// ```
    pub AUTHZ_DENY_HTTP_ONLY = "authz-deny-http-only" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0133"],
        check: Resource(&[Kind::AuthorizationPolicy], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(policy) = AuthorizationPolicy::of(resource) else { return };
    // Gateways and waypoints apply it to HTTP only.
    if policy.action() != AuthorizationAction::Deny || policy.has_targets() || policy.guards_gateway() {
        return;
    }
    for rule in policy.rules() {
        let clauses = Clause::of_rule(rule);
        if let Some(first) = clauses.first()
            && clauses.iter().all(|it| it.attribute.is_http())
        {
            cx.report(first.list, "this also denies every connection to the TCP ports of the workload")
                .label(rule, "nothing in the rule is about connections")
                .help("say for which `ports` it is")
                .covers(&["istio-schema-warning"]);
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn another_field_or_a_gateway_is_enough() {
        let rule = tester::of(&super::AUTHZ_DENY_HTTP_ONLY);
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: p}}\nspec: {spec}\n"
            )
        };
        rule.passes(&of(
            "{action: DENY, rules: [{from: [{source: {namespaces: [a]}}], to: [{operation: {methods: [GET]}}]}]}",
        ));
        rule.passes(&of(
            "{action: DENY, targetRefs: [{kind: Gateway, name: g}], rules: [{to: [{operation: {methods: [GET]}}]}]}",
        ));
        rule.passes(&of("{rules: [{to: [{operation: {methods: [GET]}}]}]}"));
        rule.fails(&of("{action: DENY, rules: [{from: [{source: {notRequestPrincipals: ['*']}}]}]}"));
    }
}
