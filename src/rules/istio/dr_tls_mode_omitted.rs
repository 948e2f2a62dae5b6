//! `dr-tls-mode-omitted`

use crate::rule::prelude::*;

declare_rule! {
    /// TLS settings of a DestinationRule without a mode.
    ///
    /// ## Why is this bad?
    /// The mode that is not written is `DISABLE`. The certificates and names beside it are ignored, automatic mutual
    /// TLS is off, and clients send plain text.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: web}
    /// spec:
    ///   host: db.example.com
    ///   trafficPolicy: {tls: {sni: db.example.com}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: web}
    /// spec:
    ///   host: db.example.com
    ///   trafficPolicy: {tls: {mode: SIMPLE, sni: db.example.com}}
    /// ```
    pub DR_TLS_MODE_OMITTED = "dr-tls-mode-omitted" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["kiali:KIA1007", "cwe:319"],
        check: Resource(&[Kind::DestinationRule], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(rule) = DestinationRule::of(resource) else { return };
    for tls in rule.tls().filter(|it| it.get("mode").is_none()) {
        let finding = cx
            .report(tls, "`tls` without a `mode` means `DISABLE`: clients send plain text")
            .help("write `mode: SIMPLE` for a server outside of the mesh, `ISTIO_MUTUAL` inside, or delete the block");
        let local = rule.host().is_some_and(Host::is_local);
        let has = |field: &str| tls.get(field).is_some();
        let mode = match (local, tls.is_empty()) {
            (true, true) => "ISTIO_MUTUAL",
            (false, false) if !has("credentialName") && !has("clientCertificate") => "SIMPLE",
            _ => continue,
        };
        finding.fix(Safety::Unsafe, format!("write `mode: {mode}`"), Edit::insert_into(tls, &["mode"], mode));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn an_empty_block_counts_and_null_does_not() {
        let rule = tester::of(&super::DR_TLS_MODE_OMITTED);
        let of = |spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1beta1\nkind: DestinationRule\nmetadata: {{name: d}}\nspec: {spec}\n"
            )
        };
        rule.fails(&of("{host: web, trafficPolicy: {tls: {}}}"));
        rule.passes(&of("{host: web, trafficPolicy: {tls: null}}"));
        rule.finds(2, &of("{host: web, trafficPolicy: {tls: {sni: a}, portLevelSettings: [{tls: {sni: a}}]}}"));
    }
}
