//! `vs-rewrite-authority-shortname`

use crate::rule::prelude::*;

declare_rule! {
    /// Rewrites of the host to a name without a dot.
    ///
    /// ## Why is this bad?
    /// The name goes out as it is written: nothing expands it. What is behind the route must know itself by that
    /// short name.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web]
    ///   http:
    ///     - route: [{destination: {host: api}}]
    ///       rewrite: {authority: api}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web]
    ///   http:
    ///     - route: [{destination: {host: api}}]
    ///       rewrite: {authority: api.example.com}
    /// ```
    pub VS_REWRITE_AUTHORITY_SHORTNAME = "vs-rewrite-authority-shortname" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: [],
        check: Resource(&[Kind::VirtualService], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(service) = VirtualService::of(resource) else { return };
    for at in service.routes("http").filter_map(|it| it.path("rewrite.authority")) {
        if at.as_str().is_some_and(|it| !it.is_empty() && !it.contains(['.', ':', '%'])) {
            cx.report(at, "the host is rewritten to a short name").help("write the whole name");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn whole_names_pass() {
        let rule = tester::of(&super::VS_REWRITE_AUTHORITY_SHORTNAME);
        let of = |name: &str, place: &str, spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: {name}, namespace: {place}}}\nspec: {spec}\n---\n"
            )
        };

        let with = |name: &str| of("v", "a", &format!("{{http: [{{rewrite: {{authority: '{name}'}}}}]}}"));
        rule.fails(&with("web"));
        ["web.shop", "web:8080", "%REQ(X)%", ""].iter().for_each(|it| rule.passes(&with(it)));
    }
}
