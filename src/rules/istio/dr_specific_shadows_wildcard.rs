//! `dr-specific-shadows-wildcard`

use crate::rule::prelude::*;

declare_rule! {
    /// DestinationRules that take back the TLS of one for more hosts.
    ///
    /// ## Why is this bad?
    /// The DestinationRule for the more specific host is used alone: nothing is inherited. What the one with the
    /// wildcard says about TLS does not hold for this host.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: all}
    /// spec:
    ///   host: "*.example.com"
    ///   trafficPolicy: {tls: {mode: SIMPLE}}
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: api}
    /// spec:
    ///   host: api.example.com
    ///   trafficPolicy: {loadBalancer: {simple: RANDOM}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: all}
    /// spec:
    ///   host: "*.example.com"
    ///   trafficPolicy: {tls: {mode: SIMPLE}}
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: api}
    /// spec:
    ///   host: api.example.com
    ///   trafficPolicy: {tls: {mode: SIMPLE}}
    /// ```
    pub DR_SPECIFIC_SHADOWS_WILDCARD = "dr-specific-shadows-wildcard" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["kiali:KIA0204"],
        check: Related(&[Kind::DestinationRule], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(host) = DestinationRule::of(resource).and_then(DestinationRule::host) else { return };
    if resource.path("spec.trafficPolicy.tls").is_some() {
        return;
    }
    for (wide, at) in index.covering(Kind::DestinationRule, host) {
        let broader = at.as_str().is_some_and(|it| host.is_covered_by(it) && it != host.key());
        let Some(tls) = wide.path("spec.trafficPolicy.tls").filter(|_| broader && index.together(wide, resource))
        else {
            continue;
        };
        // Where mutual TLS is automatic, to leave it out is to keep it.
        if tls.str("mode") == Some("ISTIO_MUTUAL") || wide.root() == resource.root() {
            continue;
        }
        let at = resource.path("spec.host").unwrap_or(resource.root());
        cx.report(at, format!("the TLS of DestinationRule `{}` does not hold for this host", wide.name()))
            .label(tls, "the TLS that is lost")
            .help("repeat `trafficPolicy.tls` here: nothing is inherited");
        return;
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn automatic_tls_is_not_lost() {
        let rule = tester::of(&super::DR_SPECIFIC_SHADOWS_WILDCARD);
        let of = |name: &str, place: &str, spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {{name: {name}, namespace: {place}}}\nspec: {spec}\n---\n"
            )
        };

        let wide = |tls: &str| of("w", "a", &format!("{{host: '*.example.com', trafficPolicy: {{tls: {tls}}}}}"));
        let narrow = |policy: &str| of("n", "a", &format!("{{host: api.example.com, trafficPolicy: {policy}}}"));
        let pool = "{connectionPool: {tcp: {maxConnections: 9}}}";
        rule.fails(&(wide("{mode: SIMPLE}") + &narrow(pool)));
        rule.passes(&(wide("{mode: ISTIO_MUTUAL}") + &narrow(pool)));
        rule.passes(&(wide("{mode: SIMPLE}") + &narrow("{tls: {mode: DISABLE}}")));
        rule.passes(&(wide("{mode: SIMPLE}") + &narrow(pool).replace("api.example.com", "api.example.org")));
    }
}
