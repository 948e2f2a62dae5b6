//! `vs-redirect-to-http`

use crate::rule::prelude::*;

declare_rule! {
    /// Redirects to plain HTTP.
    ///
    /// ## Why is this bad?
    /// The client is sent from an encrypted address to one that everyone on the way can read and change.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: shop}
    /// spec:
    ///   hosts: [shop.example.com]
    ///   http:
    ///     - redirect: {scheme: http, authority: www.example.com}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: shop}
    /// spec:
    ///   hosts: [shop.example.com]
    ///   http:
    ///     - redirect: {scheme: https, authority: www.example.com}
    /// ```
    pub VS_REDIRECT_TO_HTTP = "vs-redirect-to-http" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:319"],
        check: Resource(&[Kind::VirtualService], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(service) = VirtualService::of(resource) else { return };
    for scheme in service.routes("http").filter_map(|it| it.path("redirect.scheme")) {
        if scheme.as_str().is_some_and(|it| it.eq_ignore_ascii_case("http")) {
            cx.report(scheme, "clients are redirected to plain HTTP").help("redirect to `https`").fix(
                Safety::Unsafe,
                "redirect to HTTPS",
                Edit::set_scalar(scheme, "https"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_scheme_may_be_left_out() {
        let rule = tester::of(&super::VS_REDIRECT_TO_HTTP);
        let of = |spec: &str| {
            format!("apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: g}}\nspec: {spec}\n")
        };
        rule.passes(&of("{http: [{redirect: {uri: /a}}]}"));
        rule.fails(&of("{http: [{redirect: {scheme: HTTP}}]}"));
    }
}
