//! `se-resolution-none`

use crate::rule::prelude::*;

declare_rule! {
    /// Wildcard entries whose address the client chooses.
    ///
    /// ## Why is this bad?
    /// With `NONE`, which is the default, the proxy forwards to the address that the client connects to, and looks only
    /// at the name the client gives. A client that names an allowed host and connects to another gets out.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: ServiceEntry
    /// metadata: {name: outside}
    /// spec:
    ///   hosts: ['*.example.com']
    ///   ports: [{number: 443, name: tls, protocol: TLS}]
    ///   resolution: NONE
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: ServiceEntry
    /// metadata: {name: outside}
    /// spec:
    ///   hosts: [api.example.com]
    ///   ports: [{number: 443, name: tls, protocol: TLS}]
    ///   resolution: DNS
    /// ```
    pub SE_RESOLUTION_NONE = "se-resolution-none" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Resource(&[Kind::ServiceEntry], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(spec) = resource.spec() else { return };
    let resolution = spec.get("resolution");
    let none = resolution.is_none_or(|it| it.as_str() == Some("NONE"));
    let inside = spec.str("location") == Some("MESH_INTERNAL") || spec.list("addresses").next().is_some();
    let Some(host) = spec.list("hosts").find(|it| it.as_str().is_some_and(|it| it.starts_with('*'))) else { return };
    if none && !inside {
        let finding = cx.report(
            resolution.unwrap_or(host),
            "the client chooses the address, and the proxy believes the name it gives",
        );
        finding.help("list the hosts with `resolution: DNS`, or send the traffic through an egress gateway");
        if resolution.is_some() {
            finding.label(host, "any of these names");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn names_and_addresses_bind() {
        let rule = tester::of(&super::SE_RESOLUTION_NONE);
        let of = |spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {{name: e, namespace: x}}\nspec: {spec}\n"
            )
        };
        rule.fails(&of("{hosts: ['*.a.b']}"));
        rule.passes(&of("{hosts: [a.b], resolution: NONE}"));
        rule.passes(&of("{hosts: ['*.a.b'], location: MESH_INTERNAL}"));
        rule.passes(&of("{hosts: ['*.a.b'], resolution: NONE, addresses: [10.0.0.0/8]}"));
        rule.passes(&of("{hosts: ['*.a.b'], resolution: DYNAMIC_DNS}"));
    }
}
