//! `dr-tls-no-san`

use crate::rule::prelude::*;

declare_rule! {
    /// DestinationRules that take any name a CA of their own has signed.
    ///
    /// ## Why is this bad?
    /// With a CA of your own, every certificate it ever signed is good for this host, unless the names to expect are written down.
    /// Newer releases derive them from the host, which does not help where servers answer under other names.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: api}
    /// spec:
    ///   host: api.example.com
    ///   trafficPolicy: {tls: {mode: SIMPLE, caCertificates: /etc/ca.pem}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: api}
    /// spec:
    ///   host: api.example.com
    ///   trafficPolicy: {tls: {mode: SIMPLE, caCertificates: /etc/ca.pem, sni: api.example.com}}
    /// ```
    pub DR_TLS_NO_SAN = "dr-tls-no-san" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:297"],
        check: Resource(&[Kind::DestinationRule], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(rule) = DestinationRule::of(resource) else { return };
    for tls in rule.tls() {
        let authority =
            tls.get("caCertificates").or_else(|| tls.get("credentialName")).filter(|it| it.as_str() != Some("system"));
        let Some(authority) = authority else { continue };
        let named = tls.get("subjectAltNames").is_some_and(|it| !it.is_empty()) || tls.get("sni").is_some();
        if !named && matches!(ClientTls::of(tls), Some(ClientTls::Simple | ClientTls::Mutual)) {
            cx.report(authority, "any certificate of this CA is taken, whatever its name")
                .help("list the expected names in `subjectAltNames`, or set `sni`");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn names_and_modes_count() {
        let rule = tester::of(&super::DR_TLS_NO_SAN);
        let of = |tls: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {{name: d}}\nspec: {{host: a.example.com, trafficPolicy: {{tls: {tls}}}}}\n"
            )
        };
        rule.fails(&of("{mode: MUTUAL, credentialName: ca, subjectAltNames: []}"));
        rule.passes(&of("{mode: MUTUAL, credentialName: ca, subjectAltNames: [a]}"));
        rule.passes(&of("{mode: SIMPLE, caCertificates: system}"));
        rule.passes(&of("{mode: SIMPLE}"));
        rule.passes(&of("{mode: DISABLE, caCertificates: x}"));
    }
}
