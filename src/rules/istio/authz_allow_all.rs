//! `authz-allow-all`

use crate::rule::prelude::*;

declare_rule! {
    /// AuthorizationPolicies that allow everything.
    ///
    /// ## Why is this bad?
    /// An empty rule, or one whose every clause holds for all requests, lets everyone in. Since policies that allow
    /// are added up, it also opens what others meant to close.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   rules:
    ///     - {}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   rules:
    ///     - from: [{source: {namespaces: [shop]}}]
    /// ```
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   {}
    /// ```
    pub AUTHZ_ALLOW_ALL = "authz-allow-all" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Resource(&[Kind::AuthorizationPolicy], check)
    }
}

/// How much a clause leaves open.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Open {
    No,
    /// To every identity of the mesh.
    Identities,
    Everyone,
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(policy) = AuthorizationPolicy::of(resource) else { return };
    if policy.action() != AuthorizationAction::Allow {
        return;
    }
    for rule in policy.rules() {
        let from = AuthorizationPolicy::sources(rule).map(source).max().unwrap_or(Open::Everyone);
        let to = AuthorizationPolicy::operations(rule).all(|it| !is_open(it)) && rule.list("to").next().is_some();
        if to || rule.list("when").next().is_some() || from == Open::No {
            continue;
        }
        let (severity, whom) = match from {
            Open::Identities => (Severity::Medium, "every workload of the mesh"),
            _ => (Severity::High, "everyone"),
        };
        // A front door, and a webhook that the API server calls without an identity, are open on purpose.
        let meant = policy.guards_gateway() || policy.selects_like(&["webhook", "admission"]);
        cx.report(rule, format!("AuthorizationPolicy `{}` lets in {whom}", resource.name()))
            .severity(if meant { Severity::Low } else { severity })
            .help("name the namespaces or principals, and the paths and methods that they need");
    }
}

fn source(source: Value<'_>) -> Open {
    let all =
        |list: Value<'_>, words: &[&str]| list.items().any(|it| it.as_str().is_some_and(|it| words.contains(&it)));
    let clause = |(key, list): (Value<'_>, Value<'_>)| match key.text() {
        _ if list.is_empty() => Open::Everyone,
        Some("ipBlocks" | "remoteIpBlocks") if all(list, &["0.0.0.0/0", "::/0"]) => Open::Everyone,
        Some("principals" | "namespaces") if all(list, &["*"]) => Open::Identities,
        _ => Open::No,
    };
    source.entries().map(clause).min().unwrap_or(Open::Everyone)
}

fn is_open(operation: Value<'_>) -> bool {
    let all =
        |list: Value<'_>, words: &[&str]| list.items().any(|it| it.as_str().is_some_and(|it| words.contains(&it)));
    operation.entries().all(|(key, list)| match key.text() {
        _ if list.is_empty() => true,
        Some("paths") => all(list, &["*", "/*"]),
        Some("methods" | "hosts") => all(list, &["*"]),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn clauses_that_hold_for_all_are_no_clauses() {
        use crate::finding::Severity;
        let rule = tester::of(&super::AUTHZ_ALLOW_ALL);
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1beta1\nkind: AuthorizationPolicy\nmetadata: {{name: p}}\nspec: {spec}\n"
            )
        };
        rule.fails(&of("{rules: [{from: [{source: {ipBlocks: [0.0.0.0/0]}}], to: [{operation: {paths: ['/*'], methods: ['*']}}]}]}"));
        assert_eq!(rule.fails(&of("{rules: [{from: [{source: {principals: ['*']}}]}]}")).severity, Severity::Medium);
        assert_eq!(
            rule.fails(&of("{selector: {matchLabels: {istio: ingressgateway}}, rules: [{}]}")).severity,
            Severity::Low
        );
        for spec in [
            "{}",
            "{rules: []}",
            "{action: DENY, rules: [{}]}",
            "{rules: [{to: [{operation: {paths: [/a]}}]}]}",
            "{rules: [{to: [{operation: {paths: ['*'], ports: ['80']}}]}]}",
            "{rules: [{from: [{source: {principals: ['*'], namespaces: [a]}}]}]}",
            "{rules: [{from: [{source: {requestPrincipals: ['*']}}]}]}",
            "{rules: [{when: [{key: source.ip, values: [10.0.0.1]}]}]}",
        ] {
            rule.passes(&of(spec));
        }
        rule.fails(&of("{rules: [{to: [{operation: {paths: [/a]}}, {operation: {methods: ['*']}}]}]}"));
    }
}
