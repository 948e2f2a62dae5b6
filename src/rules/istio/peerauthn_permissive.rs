//! `peerauthn-permissive`

use crate::rule::prelude::*;

declare_rule! {
    /// PeerAuthentications that take plain text as well.
    ///
    /// ## Why is this bad?
    /// `PERMISSIVE` is for the time of a migration. Whoever can reach the pod skips mutual TLS, and with it every
    /// policy that goes by identity. It is worst where it takes back a `STRICT` of the namespace or the mesh.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: PeerAuthentication
    /// metadata: {name: default, namespace: istio-system}
    /// spec: {mtls: {mode: STRICT}}
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: PeerAuthentication
    /// metadata: {name: web, namespace: shop}
    /// spec: {mtls: {mode: PERMISSIVE}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: PeerAuthentication
    /// metadata: {name: web, namespace: shop}
    /// spec: {mtls: {mode: STRICT}}
    /// ```
    pub PEERAUTHN_PERMISSIVE = "peerauthn-permissive" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["kiali:KIA0207", "kiali:KIA0208", "cwe:319"],
        check: Related(&[Kind::PeerAuthentication], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(mode) = resource.path("spec.mtls.mode").filter(|it| it.as_str() == Some("PERMISSIVE")) else { return };
    let above = index.peer_authentication_above(resource).and_then(|it| it.path("spec.mtls.mode"));
    let strict = above.filter(|it| it.as_str() == Some("STRICT"));
    let for_some = resource.path("spec.selector").is_some_and(|it| !Selector::of_label_selector(it).is_empty());
    let (severity, message) = match strict {
        Some(_) => (Severity::High, "takes back the `STRICT` above it: plain text is let in"),
        None if for_some => return,
        None => (Severity::Low, "lets plain text in"),
    };
    let finding = cx.report(mode, format!("PeerAuthentication `{}` {message}", resource.name()));
    finding.severity(severity).help("use `STRICT` once all clients are in the mesh").fix(
        Safety::Unsafe,
        "require mutual TLS",
        Edit::set_scalar(mode, "STRICT"),
    );
    if let Some(strict) = strict {
        finding.label(strict, "required here");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn pa(name: &str, namespace: &str, spec: &str) -> String {
        format!(
            "apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {{name: {name}, namespace: {namespace}}}\nspec: {spec}\n---\n"
        )
    }

    #[test]
    fn it_is_as_bad_as_what_it_takes_back() {
        use crate::finding::Severity;
        let rule = tester::of(&super::PEERAUTHN_PERMISSIVE);
        let permissive = "{mtls: {mode: PERMISSIVE}}";
        let some = "{mtls: {mode: PERMISSIVE}, selector: {matchLabels: {a: b}}}";
        let strict = "{mtls: {mode: STRICT}}";
        assert_eq!(rule.fails(&pa("a", "x", permissive)).severity, Severity::Low);
        rule.passes(&pa("a", "x", some));
        assert_eq!(rule.fails(&format!("{}{}", pa("a", "x", some), pa("b", "x", strict))).severity, Severity::High);
        rule.passes(&format!("{}{}", pa("a", "x", some), pa("b", "y", strict)));
        assert_eq!(
            rule.fails(&format!("{}{}", pa("a", "x", some), pa("b", "istio-system", strict))).severity,
            Severity::High
        );
        rule.passes(&pa("a", "x", "{mtls: {}}"));
    }
}
