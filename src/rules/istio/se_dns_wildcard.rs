//! `se-dns-wildcard`

use crate::rule::prelude::*;

declare_rule! {
    /// ServiceEntries that look up a host with a wildcard.
    ///
    /// ## Why is this bad?
    /// `*.example.com` has no address, so resolution DNS needs endpoints that have one. Istio refuses the object.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: ServiceEntry
    /// metadata: {name: web}
    /// spec:
    ///   hosts: ["*.example.com"]
    ///   ports: [{number: 443, name: tls, protocol: TLS}]
    ///   resolution: DNS
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: ServiceEntry
    /// metadata: {name: web}
    /// spec:
    ///   hosts: ["*.example.com"]
    ///   ports: [{number: 443, name: tls, protocol: TLS}]
    ///   resolution: NONE
    /// ```
    pub SE_DNS_WILDCARD = "se-dns-wildcard" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0106"],
        check: Resource(&[Kind::ServiceEntry], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(spec) = resource.spec() else { return };
    let way = spec.str("resolution").unwrap_or_default();
    if !matches!(way, "DNS" | "DNS_ROUND_ROBIN") || spec.get("endpoints").is_some_and(|it| !it.is_empty()) {
        return;
    }
    for at in spec.list("hosts").filter(|it| it.as_str().is_some_and(|it| it.starts_with('*') && it != "*")) {
        cx.report(at, format!("resolution {way} cannot look up `{}`", at.as_str().unwrap_or_default()))
            .help("write whole hosts, give endpoints, or use resolution NONE or DYNAMIC_DNS")
            .covers(&["istio-schema-invalid"]);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn what_is_not_looked_up_may_be_a_pattern() {
        let rule = tester::of(&super::SE_DNS_WILDCARD);
        let of = |name: &str, place: &str, spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {{name: {name}, namespace: {place}}}\nspec: {spec}\n---\n"
            )
        };

        let with = |spec: &str| of("s", "a", &format!("{{hosts: ['*.e.com'], {spec}}}"));
        rule.fails(&with("resolution: DNS_ROUND_ROBIN"));
        for way in ["NONE", "DYNAMIC_DNS"] {
            rule.passes(&with(&format!("resolution: {way}")));
        }
        rule.passes(&with("resolution: DNS, endpoints: [{address: a.com}]"));
    }
}
