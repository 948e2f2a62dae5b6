//! `referencegrant-broad`

use crate::rule::prelude::*;

declare_rule! {
    /// ReferenceGrants that open all Secrets of a namespace to Gateways.
    ///
    /// ## Why is this bad?
    /// Every Gateway of the namespaces in `from` can then serve with any key of this namespace, and so whoever may
    /// write one there can put on any of its identities.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1beta1
    /// kind: ReferenceGrant
    /// metadata: {name: certs, namespace: certs}
    /// spec:
    ///   from: [{group: gateway.networking.k8s.io, kind: Gateway, namespace: edge}]
    ///   to: [{group: "", kind: Secret}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1beta1
    /// kind: ReferenceGrant
    /// metadata: {name: certs, namespace: certs}
    /// spec:
    ///   from: [{group: gateway.networking.k8s.io, kind: Gateway, namespace: edge}]
    ///   to: [{group: "", kind: Secret, name: edge-tls}]
    /// ```
    pub REFERENCEGRANT_BROAD = "referencegrant-broad" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Resource(&[Kind::ReferenceGrant], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(spec) = resource.spec() else { return };
    let mut takers =
        spec.list("from").filter(|it| matches!(it.str("kind"), Some("Gateway" | "ListenerSet" | "XListenerSet")));
    let Some(taker) = takers.next() else { return };
    let secret = |it: &Value<'_>| it.str("kind") == Some("Secret") && it.str("name").is_none_or(str::is_empty);
    if let Some(to) = spec.list("to").find(secret) {
        let from = taker.str("namespace").unwrap_or_default();
        let kind = taker.str("kind").unwrap_or_default();
        cx.report(to, format!("every {kind} of namespace `{from}` may use any Secret of this namespace"))
            .label(taker, "who may")
            .help("name the Secret of the certificate in `to[].name`");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_those_who_use_secrets_count() {
        let rule = tester::of(&super::REFERENCEGRANT_BROAD);
        let of = |from: &str, to: &str| {
            format!(
                "apiVersion: gateway.networking.k8s.io/v1beta1\nkind: ReferenceGrant\nmetadata: {{name: g}}\nspec: {{from: [{{kind: {from}, namespace: a}}], to: [{to}]}}\n"
            )
        };
        rule.fails(&of("ListenerSet", "{kind: Secret, name: ''}"));
        rule.passes(&of("HTTPRoute", "{kind: Secret}"));
        rule.passes(&of("Gateway", "{kind: Service}"));
    }

    #[test]
    fn every_entry_is_read_and_a_name_is_enough() {
        let rule = tester::of(&super::REFERENCEGRANT_BROAD);
        let of = |from: &str, to: &str| {
            format!(
                "apiVersion: gateway.networking.k8s.io/v1beta1\nkind: ReferenceGrant\nmetadata: {{name: g}}\nspec: {{from: [{from}], to: [{to}]}}\n"
            )
        };
        let routes = "{kind: HTTPRoute, namespace: a}";
        let gateways = "{kind: Gateway, namespace: a}";
        rule.fails(&of(&format!("{routes}, {gateways}"), "{kind: Service}, {kind: Secret}"));
        rule.fails(&of(gateways, "{kind: Secret, name: tls}, {kind: Secret}"));
        rule.passes(&of(gateways, "{kind: Secret, name: tls}"));
        rule.passes(&of(gateways, "{kind: ConfigMap}"));
    }
}
