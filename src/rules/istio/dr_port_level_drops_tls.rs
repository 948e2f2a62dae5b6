//! `dr-port-level-drops-tls`

use super::flow;
use crate::rule::prelude::*;

declare_rule! {
    /// Port settings that lose the TLS of their DestinationRule.
    ///
    /// ## Why is this bad?
    /// An entry of `portLevelSettings` replaces the traffic policy as a whole. Where it has no `tls`, that port is
    /// called in plain text although the policy above says otherwise.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: web}
    /// spec:
    ///   host: db.example.com
    ///   trafficPolicy:
    ///     tls: {mode: SIMPLE}
    ///     portLevelSettings:
    ///       - port: {number: 5432}
    ///         connectionPool: {tcp: {maxConnections: 10}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: web}
    /// spec:
    ///   host: db.example.com
    ///   trafficPolicy:
    ///     tls: {mode: SIMPLE}
    ///     portLevelSettings:
    ///       - port: {number: 5432}
    ///         tls: {mode: SIMPLE}
    /// ```
    pub DR_PORT_LEVEL_DROPS_TLS = "dr-port-level-drops-tls" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:319"],
        check: Related(&[Kind::DestinationRule], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(rule) = DestinationRule::of(resource) else { return };
    for policy in rule.policies().into_iter().filter(|it| it.value.get("tls").is_none()) {
        let Some(mode) = policy.replaces.and_then(|it| it.path("tls.mode")) else { continue };
        let severity = match mode.as_str() {
            Some("SIMPLE" | "MUTUAL") => Severity::High,
            // Automatic mutual TLS takes over, where it is on.
            Some("ISTIO_MUTUAL") if index.mesh(resource).is_some_and(|it| !it.has_auto_mtls()) => Severity::High,
            Some("ISTIO_MUTUAL") => Severity::Low,
            _ => continue,
        };
        let port = policy.value.path("port.number").unwrap_or(policy.value);
        let finding = cx
            .report(port, "these settings replace the whole policy, and its `tls` with it")
            .severity(severity)
            .label(mode, "does not apply to this port")
            .help("repeat the `tls` block in the entry for the port");
        if let Some(text) = policy.replaces.and_then(|it| flow::of(it.get("tls")?)) {
            finding.fix(Safety::Unsafe, "repeat `tls`", Edit::insert_into(policy.value, &["tls"], &text));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn what_automatic_tls_mends_is_a_trifle() {
        let rule = tester::of(&super::DR_PORT_LEVEL_DROPS_TLS);
        let of = |spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1beta1\nkind: DestinationRule\nmetadata: {{name: d}}\nspec: {spec}\n"
            )
        };
        let found = rule.fails(&of(
            "{host: web, trafficPolicy: {tls: {mode: ISTIO_MUTUAL}, portLevelSettings: [{port: {number: 80}}]}}",
        ));
        assert_eq!(found.severity, crate::finding::Severity::Low);
        rule.passes(&of(
            "{host: web, trafficPolicy: {tls: {mode: DISABLE}, portLevelSettings: [{port: {number: 80}}]}}",
        ));
        rule.passes(&of("{host: web, trafficPolicy: {tls: {mode: SIMPLE}}, subsets: [{name: a, trafficPolicy: {portLevelSettings: [{port: {number: 80}}]}}]}"));
    }

    #[test]
    fn without_automatic_tls_nothing_takes_over() {
        use crate::finding::Severity;
        let rule = tester::of(&super::DR_PORT_LEVEL_DROPS_TLS);
        let of = |switch: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {{name: d}}\nspec: {{host: d, trafficPolicy: {{tls: {{mode: ISTIO_MUTUAL}}, portLevelSettings: [{{port: {{number: 80}}}}]}}}}\n---\napiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {{name: i}}\nspec: {{meshConfig: {{enableAutoMtls: {switch}}}}}\n"
            )
        };
        assert_eq!(rule.fails(&of("true")).severity, Severity::Low);
        let found = rule.fails(&of("false"));
        assert_eq!(found.severity, Severity::High);
        assert!(found.fix.is_some());
    }
}
