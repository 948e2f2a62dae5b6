//! `gwapi-schema-invalid`

use crate::manifest::istio_schema;
use crate::rule::prelude::*;

declare_rule! {
    /// Objects of the Gateway API that the API server refuses or cuts.
    ///
    /// ## Why is this bad?
    /// The definitions of the Gateway API say which fields there are and how they go together: the type of a filter and
    /// its field, a timeout and its parts, a path and its form. What breaks them is refused when it is applied; a field
    /// that does not exist is dropped without a word.
    ///
    /// Fields of the experimental channel are taken as known.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: {name: web}
    /// spec:
    ///   parentRefs: [{name: edge}]
    ///   rules: [{filters: [{type: URLRewrite, urlRewrite: {hostname: web.example.com, pth: {type: ReplaceFullPath, replaceFullPath: /}}}, {type: RequestMirror, requestMirror: {backendRef: {name: copy, port: 80}}}]}]
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: {name: web}
    /// spec:
    ///   parentRefs: [{name: edge}]
    ///   rules: [{filters: [{type: URLRewrite, urlRewrite: {hostname: web.example.com}}]}]
    /// ```
    pub GWAPI_SCHEMA_INVALID = "gwapi-schema-invalid" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["kubeconform:schema"],
        check: Resource(&KINDS, check)
    }
}

/// Kinds of the Gateway API; some have no name of their own here.
const KINDS: [Kind; 9] = [
    Kind::GatewayApiGatewayClass,
    Kind::GatewayApiGateway,
    Kind::HttpRoute,
    Kind::GrpcRoute,
    Kind::TcpRoute,
    Kind::TlsRoute,
    Kind::ReferenceGrant,
    Kind::BackendTlsPolicy,
    Kind::Other,
];

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for problem in istio_schema::gateway_problems(resource) {
        cx.report(problem.at, problem.text)
            .help(match problem.is_refused {
                true => "the API server refuses the object as it is",
                false => "check the name of the field and its place",
            })
            .covers(&["gateway-tls-mode-invalid"]);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn route(kind: &str, spec: &str) -> String {
        format!("apiVersion: gateway.networking.k8s.io/v1\nkind: {kind}\nmetadata: {{name: r}}\nspec: {{{spec}}}\n")
    }

    #[test]
    fn filters_have_the_field_of_their_type() {
        let rule = tester::of(&super::GWAPI_SCHEMA_INVALID);
        let with = |filters: &str| route("HTTPRoute", &format!("rules: [{{filters: [{filters}]}}]"));
        rule.fails(&with("{type: RequestRedirect}"));
        rule.finds(2, &with("{type: RequestRedirect, urlRewrite: {}}"));
        rule.fails(&with(
            "{type: RequestRedirect, requestRedirect: {scheme: https}}, {type: URLRewrite, urlRewrite: {}}",
        ));
        rule.fails(&with("{type: CORS, cors: {}}, {type: CORS, cors: {}}"));
        rule.passes(&with("{type: RequestMirror, requestMirror: {backendRef: {name: a, port: 1}}}, {type: RequestMirror, requestMirror: {backendRef: {name: b, port: 1}}}"));
        rule.fails(&with("{type: RequestMirror, requestMirror: {backendRef: {name: a, port: 1}, percent: 1, fraction: {numerator: 1}}}"));
        rule.fails(&with("{type: Redirect}"));
        rule.fails(&with(
            "{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: x, value: a}, {name: x, value: b}]}}",
        ));
        rule.passes(&with("{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: x, value: a}], add: [{name: x, value: b}]}}"));
        rule.fails(&with("{type: URLRewrite, urlRewrite: {path: {type: ReplaceFullPath}}}"));
    }

    #[test]
    fn rules_hold_together() {
        let rule = tester::of(&super::GWAPI_SCHEMA_INVALID);
        let with = |rules: &str| route("HTTPRoute", &format!("rules: [{{{rules}}}]"));
        rule.fails(&with(
            "filters: [{type: RequestRedirect, requestRedirect: {}}], backendRefs: [{name: a, port: 80}]",
        ));
        rule.fails(&with("timeouts: {request: 1s, backendRequest: 2s}"));
        rule.passes(&with("timeouts: {request: 0s, backendRequest: 2s}"));
        rule.fails(&with("timeouts: {request: 1.5s}"));
        rule.passes(&with("timeouts: {request: 1m30s500ms}"));
        rule.fails(&with("matches: [{path: {value: foo}}]"));
        rule.fails(&with("matches: [{headers: [{name: 'a b', value: c}]}]"));
        rule.fails(&with("matches: [{queryParams: [{name: a, value: b}, {name: a, value: c}]}]"));
        rule.fails(&with("backendRefs: [{group: 'a/b', kind: C, name: d}]"));
        rule.fails(&with("matches: [{path: {type: Exact, value: /a//b}}]"));
        rule.passes(&with("matches: [{path: {type: RegularExpression, value: 'a//b'}}]"));
        let replace =
            "filters: [{type: URLRewrite, urlRewrite: {path: {type: ReplacePrefixMatch, replacePrefixMatch: /}}}]";
        rule.passes(&with(&format!("matches: [{{path: {{value: /a}}}}], {replace}")));
        rule.fails(&with(&format!("matches: [{{path: {{value: /a}}}}, {{path: {{value: /b}}}}], {replace}")));
        rule.fails(&route("HTTPRoute", "hostnames: [Web.example.com]"));
        rule.fails(&route("HTTPRoute", "parentRefs: [{name: g}, {name: g}]"));
        rule.passes(&route("HTTPRoute", "parentRefs: [{name: g, sectionName: a}, {name: g, port: 80}]"));
    }

    #[test]
    fn listeners_and_others_have_their_form() {
        let rule = tester::of(&super::GWAPI_SCHEMA_INVALID);
        let with = |listener: &str| {
            route("Gateway", &format!("gatewayClassName: c, listeners: [{{name: l, port: 80, {listener}}}]"))
        };
        rule.passes(&with("protocol: HTTP"));
        rule.fails(&with("protocol: HTTP, tls: {certificateRefs: [{name: c}]}"));
        rule.fails(&with("protocol: TLS"));
        rule.passes(&with("protocol: TLS, tls: {mode: Passthrough}"));
        rule.fails(&with("protocol: HTTPS, tls: {mode: Terminate}"));
        rule.fails(&with("protocol: TCP, hostname: a.com"));
        rule.fails(&with("protocol: HTTP, hostname: 'a.*.com'"));
        rule.fails(&with("protocol: HTTP").replace("gatewayClassName: c, ", ""));
        rule.fails(&with("protocol: HTTP").replace("port: 80", "port: 0"));
        rule.fails(&with("protocol: HTTP").replace("name: l", "name: Web_1"));
        rule.fails(&with("protocol: HTTP").replace("listeners", "addresses: [{value: gateway}], listeners"));
        rule.fails(&route("GatewayClass", "controllerName: gateway"));
        rule.fails(&route("ReferenceGrant", "from: [], to: [{group: '', kind: Service}]"));
        rule.fails(&route("TLSRoute", "hostnames: [192.0.2.1], rules: [{backendRefs: [{name: a, port: 1}]}]"));
        rule.fails("apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: g}\n");
    }

    #[test]
    fn versions_that_are_not_known_are_left_alone() {
        let rule = tester::of(&super::GWAPI_SCHEMA_INVALID);
        rule.passes("apiVersion: gateway.networking.k8s.io/v1alpha2\nkind: HTTPRoute\nmetadata: {name: r}\nspec: {forwardTo: []}\n");
        rule.passes("apiVersion: gateway.example.com/v1\nkind: Gateway\nmetadata: {name: r}\nspec: {}\n");
    }
}
