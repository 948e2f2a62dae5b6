//! `vs-header-host-override`

use crate::rule::prelude::*;

declare_rule! {
    /// Routes that write the credentials of requests.
    ///
    /// ## Why is this bad?
    /// A route that sets `Authorization` makes every caller the same user, and one that sets `X-Forwarded-Client-Cert`
    /// forges the identity that the application is told. A literal credential is readable by all who may read the
    /// object.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: shop}
    /// spec:
    ///   hosts: [shop]
    ///   http:
    ///     - headers: {request: {set: {x-forwarded-client-cert: "URI=spiffe://cluster.local/ns/shop/sa/web"}}}
    ///       route: [{destination: {host: shop}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: shop}
    /// spec:
    ///   hosts: [shop]
    ///   http:
    ///     - headers: {request: {set: {x-shop: "1"}}}
    ///       route: [{destination: {host: shop}}]
    /// ```
    pub VS_HEADER_HOST_OVERRIDE = "vs-header-host-override" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:522"],
        check: Resource(&[Kind::VirtualService], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(service) = VirtualService::of(resource) else { return };
    let route_level = |it: Value<'_>| it.path("headers.request").is_some();
    for holder in
        service.routes("http").flat_map(|it| [it].into_iter().chain(it.list("route"))).filter(|it| route_level(*it))
    {
        for (key, value) in ["set", "add"]
            .iter()
            .filter_map(|it| holder.get("headers")?.get("request")?.get(it))
            .flat_map(Value::entries)
        {
            let name = key.text().unwrap_or_default().to_ascii_lowercase();
            let text = value.as_str().unwrap_or_default();
            let literal =
                ["Basic ", "Bearer ", "basic ", "bearer "].iter().any(|it| text.starts_with(it)) && !text.contains('%');
            match &name[..] {
                "authorization" if literal => cx
                    .report(value, "a credential is written into the route")
                    .severity(Severity::High)
                    .sensitive()
                    .help("let the application read it from a Secret, and replace it: it is known now"),
                "authorization" | "x-forwarded-client-cert" => cx
                    .report(key, format!("the route overwrites `{name}`"))
                    .help("let only the client or the proxy write it"),
                _ => continue,
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn literal_credentials_are_worst() {
        use crate::finding::Severity;
        let rule = tester::of(&super::VS_HEADER_HOST_OVERRIDE);
        let of = |spec: &str| {
            format!("apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: g}}\nspec: {spec}\n")
        };
        let set = |it: &str| of(&format!("{{http: [{{route: [{{headers: {{request: {{set: {{{it}}}}}}}}}]}}]}}"));
        assert_eq!(rule.fails(&set("Authorization: Basic dXNlcjpwYXNz")).severity, Severity::High);
        assert_eq!(rule.fails(&set("authorization: '%REQ(x-token)%'")).severity, Severity::Low);
        rule.passes(&set("x-a: b"));
    }
}
