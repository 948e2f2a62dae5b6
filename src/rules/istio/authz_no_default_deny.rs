//! `authz-no-default-deny`

use crate::rule::prelude::*;

declare_rule! {
    /// Namespaces of the mesh where everything is allowed that nothing denies.
    ///
    /// ## Why is this bad?
    /// Where no policy allows anything, everything is allowed. A workload that is added later is open to every client
    /// until someone writes a policy for it; an empty policy for the whole namespace closes it first.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio-injection: enabled}}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       containers:
    ///         - {name: web, image: example.com/web:1}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: db, namespace: shop}
    /// spec:
    ///   selector: {matchLabels: {app: db}}
    ///   template:
    ///     metadata: {labels: {app: db}}
    ///     spec:
    ///       containers:
    ///         - {name: web, image: example.com/web:1}
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   rules:
    ///     - from: [{source: {namespaces: [edge]}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio-injection: enabled}}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       containers:
    ///         - {name: web, image: example.com/web:1}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: db, namespace: shop}
    /// spec:
    ///   selector: {matchLabels: {app: db}}
    ///   template:
    ///     metadata: {labels: {app: db}}
    ///     spec:
    ///       containers:
    ///         - {name: web, image: example.com/web:1}
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   rules:
    ///     - from: [{source: {namespaces: [edge]}}]
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: deny-all, namespace: shop}
    /// spec: {}
    /// ```
    pub AUTHZ_NO_DEFAULT_DENY = "authz-no-default-deny" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kiali:KIA1301", "cwe:276"],
        check: Related(&[Kind::Namespace], check)
    }
}

fn check<'a>(namespace: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    // Where there is no policy at all, they are kept elsewhere.
    let known = cx.is_closed_world() || index.has_kind(Kind::AuthorizationPolicy);
    if !known || index.data_plane_of_namespace(namespace).enrolled().is_none() {
        return;
    }
    let Some(first) = index.pods_in(namespace).find(|it| index.data_plane(*it).enrolled().is_some()) else { return };
    let near = first.resource();
    let policies = index.policies_at(Kind::AuthorizationPolicy, near).filter_map(AuthorizationPolicy::of);
    let closes = |it: AuthorizationPolicy<'a>| {
        it.action() == AuthorizationAction::Allow && !it.is_dry_run() && !it.has_targets() && it.selector().is_empty()
    };
    if !policies.into_iter().any(closes) {
        cx.report(namespace, format!("in `{}` every call is allowed that nothing denies", namespace.name()))
            .help("add an AuthorizationPolicy with an empty `spec`, and allow what is needed in others");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_root_namespace_counts() {
        let rule = tester::of(&super::AUTHZ_NO_DEFAULT_DENY);
        let namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: x, labels: {istio-injection: enabled}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: x}\nspec: {containers: [{name: c}]}\n---\n";
        let policy = |namespace: &str, spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: p, namespace: {namespace}}}\nspec: {spec}\n"
            )
        };
        rule.passes(namespace);
        tester::of(&super::AUTHZ_NO_DEFAULT_DENY).closed().fails(namespace);
        rule.passes(&format!("{namespace}{}", policy("istio-system", "{}")));
        rule.fails(&format!("{namespace}{}", policy("other", "{}")));
        rule.fails(&format!("{namespace}{}", policy("x", "{action: DENY, rules: [{}]}")));
        rule.passes(&format!("{namespace}{}", policy("other", "{}")).replace("enabled", "disabled"));
    }
}
