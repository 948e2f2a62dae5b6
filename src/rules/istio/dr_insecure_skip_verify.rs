//! `dr-insecure-skip-verify`

use crate::rule::prelude::*;

declare_rule! {
    /// Clients that do not verify the server's certificate.
    ///
    /// ## Why is this bad?
    /// With `insecureSkipVerify` whoever is on the way can answer in the place of the server.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: web}
    /// spec:
    ///   host: db.example.com
    ///   trafficPolicy: {tls: {mode: SIMPLE, insecureSkipVerify: true}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: web}
    /// spec:
    ///   host: db.example.com
    ///   trafficPolicy: {tls: {mode: SIMPLE}}
    /// ```
    pub DR_INSECURE_SKIP_VERIFY = "dr-insecure-skip-verify" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0128", "istioctl:IST0129", "cwe:295"],
        check: Resource(&[Kind::DestinationRule], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(rule) = DestinationRule::of(resource) else { return };
    for tls in rule.tls().filter(|it| matches!(it.str("mode"), Some("SIMPLE" | "MUTUAL"))) {
        let Some(skip) = tls.get("insecureSkipVerify").filter(|it| it.is_true()) else { continue };
        cx.report(skip, "the certificate of the server is not verified")
            .help("delete the line; name a private authority in `caCertificates` or `credentialName`")
            .fix(Safety::Unsafe, "verify the certificate", Edit::remove_entry(skip));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_where_tls_is_the_clients() {
        let rule = tester::of(&super::DR_INSECURE_SKIP_VERIFY);
        let of = |spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1beta1\nkind: DestinationRule\nmetadata: {{name: d}}\nspec: {spec}\n"
            )
        };
        rule.passes(&of("{host: web, trafficPolicy: {tls: {mode: ISTIO_MUTUAL, insecureSkipVerify: true}}}"));
        rule.passes(&of("{host: web, trafficPolicy: {tls: {mode: SIMPLE, insecureSkipVerify: false}}}"));
        rule.fails(&of(
            "{host: web, subsets: [{name: a, trafficPolicy: {tls: {mode: MUTUAL, insecureSkipVerify: true}}}]}",
        ));
    }
}
