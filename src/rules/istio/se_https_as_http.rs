//! `se-https-as-http`

use crate::rule::prelude::*;

declare_rule! {
    /// Port 443 declared as plain HTTP.
    ///
    /// ## Why is this bad?
    /// Clients that call the host by HTTPS send TLS, which the sidecar here takes for HTTP and refuses. Clients that call it by HTTP
    /// send plain text to a TLS port. Unless something makes TLS of it, neither works, and the second leaks.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: ServiceEntry
    /// metadata: {name: api}
    /// spec:
    ///   hosts: [api.example.com]
    ///   ports: [{number: 443, name: https, protocol: HTTP}]
    ///   resolution: DNS
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: ServiceEntry
    /// metadata: {name: api}
    /// spec:
    ///   hosts: [api.example.com]
    ///   ports: [{number: 443, name: https, protocol: HTTPS}]
    ///   resolution: DNS
    /// ```
    pub SE_HTTPS_AS_HTTP = "se-https-as-http" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:319"],
        check: Related(&[Kind::ServiceEntry], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for port in resource.spec().into_iter().flat_map(|it| it.list("ports")) {
        let Some(protocol) = port.get("protocol").filter(|it| matches!(it.as_str(), Some("HTTP" | "http"))) else {
            continue;
        };
        if port.get("number").and_then(Value::as_int) != Some(443)
            || port.get("targetPort").is_some()
            || index.originates_tls(resource)
        {
            continue;
        }
        cx.report(protocol, "port 443 is declared as plain HTTP")
            .help("declare it as `HTTPS`, or as `TLS` to pass it through")
            .fix(Safety::Unsafe, "declare HTTPS", Edit::set_scalar(protocol, "HTTPS"));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn a_target_or_a_destination_rule_explains_it() {
        let rule = tester::of(&super::SE_HTTPS_AS_HTTP);
        let of = |port: &str| {
            format!(
                "apiVersion: networking.istio.io/v1beta1\nkind: ServiceEntry\nmetadata: {{name: s}}\nspec: {{hosts: [a.example.com], ports: [{{{port}}}]}}\n---\n"
            )
        };
        let plain = of("number: 443, protocol: HTTP");
        rule.fails(&plain);
        rule.passes(&of("number: 443, protocol: HTTP, targetPort: 80"));
        rule.passes(&of("number: 8443, protocol: HTTP"));
        rule.passes(&format!("{plain}apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {{name: d}}\nspec: {{host: a.example.com, trafficPolicy: {{tls: {{mode: SIMPLE}}}}}}\n"));
    }
}
