//! `dr-tls-port-443-origination-missing`

use crate::rule::prelude::*;

declare_rule! {
    /// Plain HTTP sent to port 443 because nothing originates TLS.
    ///
    /// ## Why is this bad?
    /// A ServiceEntry that takes HTTP and leads it to port 443 is half of a pattern: a DestinationRule with `SIMPLE` or `MUTUAL` makes
    /// TLS of it. Without, plain text goes to a TLS port: it fails there, after whatever it held went over the wire.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: ServiceEntry
    /// metadata: {name: api}
    /// spec:
    ///   hosts: [api.example.com]
    ///   ports: [{number: 80, name: http, protocol: HTTP, targetPort: 443}]
    ///   resolution: DNS
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: ServiceEntry
    /// metadata: {name: api}
    /// spec:
    ///   hosts: [api.example.com]
    ///   ports: [{number: 80, name: http, protocol: HTTP, targetPort: 443}]
    ///   resolution: DNS
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: api}
    /// spec:
    ///   host: api.example.com
    ///   trafficPolicy: {tls: {mode: SIMPLE}}
    /// ```
    pub DR_TLS_PORT_443_ORIGINATION_MISSING = "dr-tls-port-443-origination-missing" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:319"],
        check: Related(&[Kind::ServiceEntry], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for port in resource.spec().into_iter().flat_map(|it| it.list("ports")) {
        let Some(target) = port.get("targetPort").filter(|it| it.as_int() == Some(443)) else { continue };
        let plain = port.str("protocol").is_some_and(|it| matches!(it, "HTTP" | "http" | "HTTP2" | "GRPC"));
        if plain && !index.originates_tls(resource) {
            cx.report(target, "plain HTTP goes to port 443: no DestinationRule makes TLS of it")
                .help("add a DestinationRule for the host with `tls: {mode: SIMPLE}`");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_http_needs_it() {
        let rule = tester::of(&super::DR_TLS_PORT_443_ORIGINATION_MISSING);
        let of = |port: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {{name: s}}\nspec: {{hosts: [a.example.com], ports: [{{number: 80, name: a, {port}}}]}}\n---\n"
            )
        };
        let http = of("protocol: HTTP, targetPort: 443");
        rule.fails(&http);
        rule.passes(&of("protocol: TLS, targetPort: 443"));
        rule.passes(&of("protocol: HTTP, targetPort: 8443"));
        let origin = |spec: &str| {
            format!(
                "{http}apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {{name: d}}\nspec: {spec}\n"
            )
        };
        rule.passes(&origin(
            "{host: '*.example.com', trafficPolicy: {portLevelSettings: [{port: {number: 80}, tls: {mode: MUTUAL}}]}}",
        ));
        rule.fails(&origin("{host: a.example.com, trafficPolicy: {tls: {mode: DISABLE}}}"));
        rule.fails(&origin("{host: b.example.com, trafficPolicy: {tls: {mode: SIMPLE}}}"));
    }
}
