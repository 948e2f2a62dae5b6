//! `authz-mtls-fields-without-strict`

use crate::rule::prelude::*;

declare_rule! {
    /// Identities of callers where mutual TLS is not required.
    ///
    /// ## Why is this bad?
    /// A caller without mutual TLS has no identity. A rule that denies by identity, or allows all identities but some,
    /// lets such a caller pass.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   action: DENY
    ///   rules:
    ///     - from: [{source: {namespaces: [guest]}}]
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: PeerAuthentication
    /// metadata: {name: web}
    /// spec:
    ///   mtls: {mode: PERMISSIVE}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   action: DENY
    ///   rules:
    ///     - from: [{source: {namespaces: [guest]}}]
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: PeerAuthentication
    /// metadata: {name: web}
    /// spec:
    ///   mtls: {mode: STRICT}
    /// ```
    pub AUTHZ_MTLS_FIELDS_WITHOUT_STRICT = "authz-mtls-fields-without-strict" {
        severity: High,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kiali:KIA0105"],
        check: Related(&[Kind::AuthorizationPolicy], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(policy) = AuthorizationPolicy::of(resource) else { return };
    let negated = match policy.action() {
        AuthorizationAction::Deny => false,
        AuthorizationAction::Allow => true,
        _ => return,
    };
    let identity =
        |it: &Clause<'_>| (it.attribute.is_identity() || it.attribute == Attribute::Sni) && it.negated == negated;
    let Some(clause) = policy.clauses().find(identity) else { return };
    if policy.has_targets() || policy.guards_gateway() || clause.negated && clause.has_positive() {
        return;
    }
    let selector = policy.selector();
    let (mode, known) = match index.pick(&selector, resource) {
        Selected::Pods(pods) if !selector.is_empty() => {
            match pods.iter().map(|it| index.mtls_of(*it, None)).find(is_open) {
                // A ztunnel, and a workload that is not in the mesh, are for other rules.
                Some(open) => (open, true),
                None => return,
            }
        }
        _ => match index.mtls_of_namespace(resource.namespace(), resource) {
            open if is_open(&open) => (open, true),
            Mtls::Unknown if cx.is_closed_world() => (Mtls::Unknown, false),
            _ => return,
        },
    };
    let finding = cx.report(clause.list, "a caller without mutual TLS has no identity and passes");
    finding.help("require mutual TLS: a PeerAuthentication with `mode: STRICT`");
    finding.severity(if known { Severity::High } else { Severity::Medium });
    if let Mtls::Set(_, at) = mode {
        finding.label(at, "mutual TLS is not required");
    }
}

fn is_open(mtls: &Mtls<'_>) -> bool {
    mtls.mode().is_some_and(|it| it != MtlsMode::Strict)
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn lists_that_fail_closed_and_modes_that_are_not_known_pass() {
        let rule = tester::of(&super::AUTHZ_MTLS_FIELDS_WITHOUT_STRICT);
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: p}}\nspec: {spec}\n"
            )
        };
        let mtls = |mode: &str| {
            format!(
                "---\napiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {{name: a}}\nspec: {{mtls: {{mode: {mode}}}}}\n"
            )
        };
        let not = of("{rules: [{from: [{source: {notPrincipals: [a]}}]}]}");
        rule.passes(&not);
        rule.passes(&format!("{not}{}", mtls("STRICT")));
        rule.fails(&format!("{not}{}", mtls("DISABLE")));
        rule.passes(&format!("{}{}", of("{rules: [{from: [{source: {principals: [a]}}]}]}"), mtls("PERMISSIVE")));
        rule.passes(&format!(
            "{}{}",
            of("{action: DENY, rules: [{from: [{source: {notPrincipals: [a]}}]}]}"),
            mtls("PERMISSIVE")
        ));
        rule.fails(&format!(
            "{}{}",
            of("{action: DENY, rules: [{when: [{key: source.principal, values: [a]}]}]}"),
            mtls("PERMISSIVE")
        ));
    }
}
