//! `httproute-external-redirect`

use crate::rule::prelude::*;

declare_rule! {
    /// HTTPRoutes that send clients to a foreign host, or requests under an internal name.
    ///
    /// ## Why is this bad?
    /// A redirect to a domain that is not that of the site hands its visitors to others, and whoever gets hold of that
    /// domain gets them. A rewritten host that is internal reaches what was not meant to be reached from outside. Hosts
    /// in the option `hosts` are fine.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: {name: shop, namespace: shop}
    /// spec:
    ///   parentRefs: [{name: edge, namespace: edge}]
    ///   hostnames: [shop.example.com]
    ///   rules:
    ///     - filters: [{type: RequestRedirect, requestRedirect: {hostname: shop.example.org}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: {name: shop, namespace: shop}
    /// spec:
    ///   parentRefs: [{name: edge, namespace: edge}]
    ///   hostnames: [shop.example.com]
    ///   rules:
    ///     - filters: [{type: RequestRedirect, requestRedirect: {hostname: www.example.com}}]
    /// ```
    pub HTTPROUTE_EXTERNAL_REDIRECT = "httproute-external-redirect" {
        severity: Low,
        confidence: Low,
        since: "0.1.0",
        refs: ["cwe:601"],
        options: Options,
        check: Resource(&[Kind::HttpRoute], check)
    }
}

/// Options of the rule.
#[derive(Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct Options {
    /// Hosts and domains that clients may be sent to.
    hosts: Vec<String>,
}

fn check(route: Resource<'_>, cx: &mut Context<'_>) {
    let Some(spec) = route.spec() else { return };
    for filter in spec.list("rules").flat_map(|it| it.list("filters")) {
        if let Some(host) = filter.path("requestRedirect.hostname") {
            let text = host.text().unwrap_or_default();
            let mut own = spec.list("hostnames").filter_map(Value::as_str).peekable();
            if own.peek().is_none() || own.any(|it| domain(it) == domain(text)) {
                continue;
            }
            let allowed = cx.options::<Options>().hosts;
            if !allowed
                .iter()
                .any(|it| text == it || text.strip_suffix(it.as_str()).is_some_and(|it| it.ends_with('.')))
            {
                cx.report(host, format!("clients are sent to `{text}`, which is not a host of this site"))
                    .help("add the domain to the option `hosts` if it is yours");
            }
        }
        if let Some(host) = filter.path("urlRewrite.hostname") {
            let text = host.text().unwrap_or_default();
            let inner =
                text == "localhost" || text.ends_with(".svc") || text.contains(".svc.") || text.ends_with(".internal");
            if inner {
                cx.report(host, format!("requests from outside arrive under the internal name `{text}`"))
                    .help("keep the host of the request, unless the backend serves nothing else under this name");
            }
        }
    }
}

/// The last two labels, which is near enough to who owns a host.
fn domain(host: &str) -> &str {
    host.rmatch_indices('.').nth(1).map_or(host, |(at, _)| &host[at + 1..])
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn route(namespace: &str, spec: &str) -> String {
        format!(
            "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {{name: r, namespace: {namespace}}}\nspec: {{parentRefs: [{{name: edge, namespace: edge}}], {spec}}}\n---\n"
        )
    }

    #[test]
    fn hosts_of_the_option_and_of_the_own_domain_are_fine() {
        let rule = tester::of(&super::HTTPROUTE_EXTERNAL_REDIRECT);
        let to = |host: &str| {
            route(
                "shop",
                &format!("hostnames: [example.com], rules: [{{filters: [{{requestRedirect: {{hostname: {host}}}}}]}}]"),
            )
        };
        rule.fails(&to("example.net"));
        rule.passes(&to("www.example.com"));
        rule.fails(&route("shop", "rules: [{filters: [{urlRewrite: {hostname: web.shop.svc}}]}]"));
        let rule = rule.options(serde_json::json!({"hosts": ["example.net"]}));
        rule.passes(&to("www.example.net"));
        rule.fails(&to("badexample.net"));
    }
}
