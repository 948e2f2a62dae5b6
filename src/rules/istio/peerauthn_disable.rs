//! `peerauthn-disable`

use crate::rule::prelude::*;

declare_rule! {
    /// PeerAuthentications that switch mutual TLS off.
    ///
    /// ## Why is this bad?
    /// Calls to these workloads cross the network in the clear and without an identity: policies that name principals
    /// or namespaces have nothing to go by.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: PeerAuthentication
    /// metadata: {name: web, namespace: shop}
    /// spec: {mtls: {mode: DISABLE}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: PeerAuthentication
    /// metadata: {name: web, namespace: shop}
    /// spec: {mtls: {mode: STRICT}}
    /// ```
    pub PEERAUTHN_DISABLE = "peerauthn-disable" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["kiali:KIA0505", "kiali:KIA0506", "cwe:319"],
        check: Resource(&[Kind::PeerAuthentication], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(mode) = resource.path("spec.mtls.mode").filter(|it| it.as_str() == Some("DISABLE")) else { return };
    cx.report(mode, format!("PeerAuthentication `{}` switches mutual TLS off", resource.name()))
        .help("use `STRICT`; `PERMISSIVE` takes both while clients move")
        .fix(Safety::Unsafe, "require mutual TLS", Edit::set_scalar(mode, "STRICT"));
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_group_decides_and_unset_inherits() {
        let rule = tester::of(&super::PEERAUTHN_DISABLE);
        rule.passes("apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nspec: {}\n");
        rule.passes("apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nspec: {mtls: {mode: UNSET}}\n");
        rule.passes("apiVersion: example.com/v1\nkind: PeerAuthentication\nspec: {mtls: {mode: DISABLE}}\n");
        rule.fails("apiVersion: security.istio.io/v1beta1\nkind: PeerAuthentication\nspec: {mtls: {mode: DISABLE}, selector: {matchLabels: {a: b}}}\n");
    }
}
