//! `vs-route-count`

use crate::rule::prelude::*;

declare_rule! {
    /// VirtualServices with more than 500 routes.
    ///
    /// ## Why is this bad?
    /// Routes are tried one by one, from the first: the last of hundreds costs every request that takes it, and every
    /// change is sent to all proxies. A host may be split among VirtualServices of its gateway, or routes be delegated
    /// to others.
    ///
    /// ## Fail
    /// ```yaml
    /// # options: {"max": 1}
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web.example.com]
    ///   gateways: [edge]
    ///   http:
    ///     - {match: [{uri: {prefix: /a}}], route: [{destination: {host: web}}]}
    ///     - {route: [{destination: {host: web}}]}
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web.example.com]
    ///   gateways: [edge]
    ///   http: [{route: [{destination: {host: web}}]}]
    /// ```
    pub VS_ROUTE_COUNT = "vs-route-count" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: [],
        options: Settings,
        check: Resource(&[Kind::VirtualService], check)
    }
}

#[derive(serde::Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct Settings {
    /// How many routes a VirtualService may have.
    max: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { max: 500 }
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(spec) = resource.spec() else { return };
    let count: usize = ["http", "tls", "tcp"].iter().filter_map(|it| spec.get(it)).map(Value::len).sum();
    // Few have that many: the settings are read for those only.
    if count > 1 && count > cx.options::<Settings>().max {
        cx.report(resource, format!("there are {count} routes, which are tried one by one"))
            .help("split the host among several VirtualServices of the gateway, or delegate to others");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn routes_of_all_protocols_count() {
        let of = |http: usize, tcp: usize| {
            let (http, tcp) = (vec!["{redirect: {uri: /}}"; http].join(", "), vec!["{}"; tcp].join(", "));
            format!(
                "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: v}}\nspec: {{http: [{http}], tcp: [{tcp}]}}\n"
            )
        };
        let rule = tester::of(&super::VS_ROUTE_COUNT);
        rule.passes(&of(300, 200));
        rule.fails(&of(300, 201));
        let small = tester::of(&super::VS_ROUTE_COUNT).options(serde_json::json!({"max": 2}));
        small.fails(&of(2, 1));
        small.passes(&of(2, 0));
    }
}
