//! `istio-schema-invalid`

use crate::manifest::istio_schema;
use crate::rule::prelude::*;

declare_rule! {
    /// Istio objects that the control plane refuses.
    ///
    /// ## Why is this bad?
    /// The validating webhook rejects the object, or, where the webhook is not running, the control plane skips it:
    /// the route, the policy, the gateway does not exist. Fields are checked against the CustomResourceDefinitions,
    /// values as the webhook of Istio 1.31 does.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: web}
    /// spec:
    ///   selector: {istio: ingressgateway}
    ///   servers:
    ///     - port: {number: 443, name: https, protocol: HTTPS}
    ///       hosts: [web.example.com]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: web}
    /// spec:
    ///   selector: {istio: ingressgateway}
    ///   servers:
    ///     - port: {number: 443, name: https, protocol: HTTPS}
    ///       hosts: [web.example.com]
    ///       tls: {mode: SIMPLE, credentialName: web}
    /// ```
    pub ISTIO_SCHEMA_INVALID = "istio-schema-invalid" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0106"],
        check: Resource(&istio_schema::KINDS, check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for problem in istio_schema::problems(resource).into_iter().filter(|it| it.is_refused) {
        cx.report(problem.at, problem.text).help("Istio refuses the whole object until this is mended");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn zero_values_are_absent_and_texts_are_typed() {
        let rule = tester::of(&super::ISTIO_SCHEMA_INVALID);
        let of = |kind: &str, spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1beta1\nkind: {kind}\nmetadata: {{name: x, namespace: a}}\nspec: {spec}\n"
            )
        };
        rule.passes(&of(
            "ServiceEntry",
            "{hosts: [a.example.com], resolution: DNS, ports: [{number: 443, name: https, protocol: TLS}]}",
        ));
        rule.fails(&of(
            "ServiceEntry",
            "{hosts: ['*.example.com'], resolution: DNS, ports: [{number: 443, name: https, protocol: TLS}]}",
        ));
        rule.fails(&of("DestinationRule", "{host: a, subsets: [{name: v1, labels: {version: 1}}]}"));
        rule.passes(&of("DestinationRule", "{host: a, exportTo: [.]}"));
        rule.fails(&of("DestinationRule", "{host: a, exportTo: [., a]}"));
        rule.passes(&of("Sidecar", "{egress: [{hosts: ['./*', 'istio-system/*']}]}"));
        rule.fails(&of("Sidecar", "{egress: [{hosts: ['web.shop.svc.cluster.local']}]}"));
    }

    #[test]
    fn regular_expressions_have_no_look_around() {
        let rule = tester::of(&super::ISTIO_SCHEMA_INVALID);
        let of = |regex: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: x}}\nspec: {{hosts: [a], http: [{{match: [{{uri: {{regex: '{regex}'}}}}], route: [{{destination: {{host: a}}}}]}}]}}\n"
            )
        };
        rule.passes(&of("^/api/v[0-9]+/.*"));
        rule.fails(&of("^/(?!admin).*"));
    }
}
