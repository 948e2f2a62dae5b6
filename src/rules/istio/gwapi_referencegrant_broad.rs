//! `gwapi-referencegrant-broad`

use crate::rule::prelude::*;

declare_rule! {
    /// Grants to every Secret of a namespace.
    ///
    /// ## Why is this bad?
    /// A ReferenceGrant without a name lets the other namespace refer to each Secret here. A Gateway there can then
    /// serve with any certificate of this namespace.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1beta1
    /// kind: ReferenceGrant
    /// metadata: {name: edge, namespace: certs}
    /// spec:
    ///   from:
    ///     - {group: gateway.networking.k8s.io, kind: Gateway, namespace: ingress}
    ///   to:
    ///     - {group: "", kind: Secret}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1beta1
    /// kind: ReferenceGrant
    /// metadata: {name: edge, namespace: certs}
    /// spec:
    ///   from:
    ///     - {group: gateway.networking.k8s.io, kind: Gateway, namespace: ingress}
    ///   to:
    ///     - {group: "", kind: Secret, name: shop-tls}
    /// ```
    pub GWAPI_REFERENCEGRANT_BROAD = "gwapi-referencegrant-broad" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Resource(&[Kind::ReferenceGrant], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(spec) = resource.spec() else { return };
    let mut spaces: Vec<&str> = spec.list("from").filter_map(|it| it.str("namespace")).collect();
    spaces.sort_unstable();
    spaces.dedup();
    for to in spec.list("to").filter(|it| it.str("kind") == Some("Secret")) {
        if to.get("name").is_none_or(|it| it.as_str() == Some("")) {
            let whom = match spaces[..] {
                [one] => format!("`{one}`"),
                _ => format!("{} namespaces", spaces.len()),
            };
            cx.report(to.get("kind").unwrap_or(to), format!("{whom} may refer to every Secret of this namespace"))
                .help("write the `name` of the Secret that is needed");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn services_may_be_meant_as_a_whole() {
        let rule = tester::of(&super::GWAPI_REFERENCEGRANT_BROAD);
        let of = |to: &str| {
            format!(
                "apiVersion: gateway.networking.k8s.io/v1\nkind: ReferenceGrant\nmetadata: {{name: r}}\nspec: {{from: [{{kind: Gateway, namespace: a}}, {{kind: Gateway, namespace: b}}], to: [{to}]}}\n"
            )
        };
        rule.passes(&of("{kind: Service}"));
        assert!(rule.fails(&of("{kind: Secret, name: ''}")).message.starts_with("2 namespaces"));
    }
}
