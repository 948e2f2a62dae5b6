//! `authz-http-fields-on-tcp`

use crate::manifest::{Enforcer, Fate};
use crate::rule::prelude::*;

declare_rule! {
    /// Fields of HTTP for a workload that speaks TCP.
    ///
    /// ## Why is this bad?
    /// On a port that is not HTTP the fields of HTTP are passed over. A rule that allows by them is dropped, and one
    /// that denies denies every connection, since what narrows it is gone.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec: {selector: {matchLabels: {app: web}}, action: DENY, rules: [{to: [{operation: {methods: [DELETE], ports: ['5432']}}]}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, labels: {app: web}}
    /// spec: {containers: [{name: db, image: example.com/db:1, ports: [{containerPort: 5432}]}]}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {selector: {app: web}, ports: [{name: tcp-db, port: 5432}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec: {selector: {matchLabels: {app: web}}, action: DENY, rules: [{to: [{operation: {ports: ['5432']}}]}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, labels: {app: web}}
    /// spec: {containers: [{name: db, image: example.com/db:1, ports: [{containerPort: 5432}]}]}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {selector: {app: web}, ports: [{name: tcp-db, port: 5432}]}
    /// ```
    pub AUTHZ_HTTP_FIELDS_ON_TCP = "authz-http-fields-on-tcp" {
        severity: High,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Related(&[Kind::AuthorizationPolicy], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(policy) = AuthorizationPolicy::of(resource) else { return };
    let selector = policy.selector();
    if policy.has_targets() || selector.is_empty() || !policy.clauses().any(|it| it.attribute.is_http()) {
        return;
    }
    let Selected::Pods(pods) = index.pick(&selector, resource) else { return };
    let services: Vec<Service<'a>> =
        pods.iter().flat_map(|it| index.services_of(*it)).filter_map(Service::of).collect();
    for rule in policy.rules() {
        let clauses = Clause::of_rule(rule);
        let Some(http) = clauses.iter().find(|it| it.attribute.is_http()) else { continue };
        let named: Vec<i64> = clauses
            .iter()
            .filter(|it| it.attribute == Attribute::Ports && !it.negated)
            .flat_map(|it| it.list.items())
            .filter_map(|it| it.text()?.parse().ok())
            .collect();
        let meant =
            |port: &ServicePort<'a>| named.is_empty() || port.target_number().is_some_and(|it| named.contains(&it));
        let mut ports = services.iter().flat_map(|it| it.ports()).filter(meant).peekable();
        // Where one port may be HTTP, the rule is for that one.
        let Some(&first) = ports.peek() else { continue };
        if ports.all(|it| it.speaks_http() == Some(false)) {
            let effect = match Fate::of(Enforcer::Tcp, policy.action(), rule) {
                Fate::Dropped => "is dropped, and allows nothing",
                _ if clauses.iter().all(|it| it.attribute.is_http()) => "denies every connection",
                _ => "denies more connections than it says",
            };
            cx.report(http.list, format!("the workload speaks TCP, where the rule {effect}"))
                .label(first.value(), "not a port for HTTP")
                .help("use `ports`, and sources by identity or address; or name the port after HTTP if it is")
                .covers(&["authz-deny-http-only"]);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn one_port_for_http_is_enough() {
        let rule = tester::of(&super::AUTHZ_HTTP_FIELDS_ON_TCP);
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: p}}\nspec: {spec}\n"
            )
        };
        let pod = |ports: &str| {
            format!(
                "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: p, labels: {{app: web}}}}\nspec: {{containers: [{{name: c, ports: [{ports}]}}]}}\n"
            )
        };
        let service = |spec: &str| {
            format!(
                "---\napiVersion: v1\nkind: Service\nmetadata: {{name: s}}\nspec: {{selector: {{app: web}}, {spec}}}\n"
            )
        };
        let policy = of("{selector: {matchLabels: {app: web}}, rules: [{to: [{operation: {paths: [/a]}}]}]}");
        let with =
            |ports: &str| format!("{policy}{}{}", pod("{containerPort: 1}"), service(&format!("ports: [{ports}]")));
        rule.fails(&with("{port: 1, appProtocol: tcp}"));
        rule.fails(&with("{port: 3306}"));
        rule.passes(&with("{port: 1, name: tcp-a}, {port: 2, name: http}"));
        rule.passes(&with("{port: 1, name: web}"));
        rule.passes(&with("{port: 443, name: http-web}"));
    }
}
