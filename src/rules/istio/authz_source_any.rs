//! `authz-source-any`

use crate::rule::prelude::*;

declare_rule! {
    /// Rules that allow an operation to whoever asks.
    ///
    /// ## Why is this bad?
    /// A rule without a source lets in every client: other namespaces, and callers without an identity. What the
    /// operation does is then open to anyone who reaches the pod. Probes and metrics are meant to be, and gateways face
    /// the world anyway.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   rules:
    ///     - to: [{operation: {methods: [POST], paths: [/orders]}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   rules:
    ///     - from: [{source: {namespaces: [shop]}}]
    ///       to: [{operation: {methods: [POST], paths: [/orders]}}]
    /// ```
    pub AUTHZ_SOURCE_ANY = "authz-source-any" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:306"],
        check: Resource(&[Kind::AuthorizationPolicy], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(policy) = AuthorizationPolicy::of(resource) else { return };
    let open = || policy.guards_gateway() || policy.selects_like(&["webhook", "admission"]);
    if policy.action() != AuthorizationAction::Allow || open() {
        return;
    }
    let mut before: Option<Value<'_>> = None;
    for rule in policy.rules() {
        let is_split =
            before.replace(rule).is_some_and(|it| it.len() == 1 && it.get("from").is_some()) && rule.len() == 1;
        let clauses = Clause::of_rule(rule);
        // Without any clause that narrows, `authz-allow-all` speaks; with a dash too many, `authz-rule-split-or`.
        if is_split || clauses.iter().all(is_vacuous) || clauses.iter().any(|it| tells_who(it.attribute)) {
            continue;
        }
        if !clauses
            .iter()
            .any(|it| it.attribute == Attribute::Paths && !it.negated && it.texts().all(|it| is_public(it.1)))
        {
            let at = rule.get("to").or(rule.get("when")).unwrap_or(rule);
            cx.report(at, format!("`{}` allows this to every client, with or without an identity", resource.name()))
                .help("name the callers in `from`: their namespaces or service accounts");
        }
    }
}

fn is_vacuous(clause: &Clause<'_>) -> bool {
    !clause.negated && clause.texts().any(|it| matches!(it.1, "*" | "/*"))
}

fn tells_who(attribute: Attribute<'_>) -> bool {
    attribute.is_identity()
        || attribute.is_token()
        || matches!(attribute, Attribute::IpBlocks | Attribute::RemoteIpBlocks | Attribute::Unknown(_))
}

/// Paths that probes and monitoring ask for, and those that are published on purpose.
fn is_public(path: &str) -> bool {
    let path = path.trim_end_matches('*').trim_end_matches('/');
    let last = path.rsplit('/').next().unwrap_or_default();
    path.starts_with("/.well-known")
        || ["health", "ready", "live", "metric", "ping", "status", "version", "stats", "login", "public"]
            .iter()
            .any(|it| last.starts_with(it))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn who_may_be_told_in_any_way() {
        let rule = tester::of(&super::AUTHZ_SOURCE_ANY);
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: p}}\nspec: {spec}\n"
            )
        };
        for spec in [
            "{rules: [{}]}",
            "{rules: [{to: [{operation: {paths: [/healthz, /metrics]}}]}]}",
            "{rules: [{to: [{operation: {paths: [/a]}}], when: [{key: 'request.auth.claims[iss]', values: [a]}]}]}",
            "{rules: [{from: [{source: {ipBlocks: [10.0.0.0/8]}}], to: [{operation: {paths: [/a]}}]}]}",
            "{selector: {matchLabels: {istio: ingressgateway}}, rules: [{to: [{operation: {paths: [/a]}}]}]}",
            "{action: DENY, rules: [{to: [{operation: {paths: [/a]}}]}]}",
            "{rules: [{from: [{source: {namespaces: [a]}}]}, {to: [{operation: {paths: [/a]}}]}]}",
        ] {
            rule.passes(&of(spec));
        }
        rule.fails(&of("{rules: [{when: [{key: 'request.headers[x]', values: [a]}]}]}"));
        rule.fails(&of("{rules: [{to: [{operation: {ports: ['8080']}}]}]}"));
    }
}
