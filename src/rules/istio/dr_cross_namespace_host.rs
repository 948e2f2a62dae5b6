//! `dr-cross-namespace-host`

use crate::rule::prelude::*;

declare_rule! {
    /// Rules of the root namespace for a service of another.
    ///
    /// ## Why is this bad?
    /// A DestinationRule in the root namespace holds for every client of the mesh that finds no other. For the service
    /// of one team it sets load balancing and TLS from where that team does not look.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: shop, namespace: istio-system}
    /// spec:
    ///   host: pay.bank.svc.cluster.local
    ///   trafficPolicy: {loadBalancer: {simple: ROUND_ROBIN}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: shop, namespace: bank}
    /// spec:
    ///   host: pay.bank.svc.cluster.local
    ///   trafficPolicy: {loadBalancer: {simple: ROUND_ROBIN}}
    /// ```
    pub DR_CROSS_NAMESPACE_HOST = "dr-cross-namespace-host" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:441"],
        check: Related(&[Kind::DestinationRule], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    if !index.is_in_root_namespace(resource) {
        return;
    }
    let root = index.root_namespace(resource);
    let Some(Host::Service(name, Some(other))) = DestinationRule::of(resource).and_then(DestinationRule::host) else {
        return;
    };
    // The API server has no namespace of its own to write to.
    let exported =
        resource.spec().into_iter().flat_map(|it| it.list("exportTo")).filter_map(Value::as_str).collect::<Vec<_>>();
    let hidden = !exported.is_empty() && exported.iter().all(|it| matches!(*it, "." | "~") || *it == root);
    if other == root || (name, other) == ("kubernetes", "default") || hidden {
        return;
    }
    if let Some(host) = resource.path("spec.host") {
        cx.report(host, format!("this sets how every client of the mesh calls `{name}` in `{other}`"))
            .help("write it in the namespace of the service, or of the clients that need it");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn clients_may_have_their_own() {
        let rule = tester::of(&super::DR_CROSS_NAMESPACE_HOST);
        let of = |namespace: &str, spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {{name: d, namespace: {namespace}}}\nspec: {spec}\n"
            )
        };
        let mesh = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio, namespace: mesh}\ndata: {mesh: 'rootNamespace: mesh'}\n";
        let elsewhere = of("mesh", "{host: a.b.svc.cluster.local}");
        rule.passes(&elsewhere);
        rule.fails(&format!("{elsewhere}{mesh}"));
        rule.passes(&of("shop", "{host: pay.bank.svc.cluster.local}"));
        rule.passes(&of("istio-system", "{host: '*.local'}"));
        rule.passes(&of("istio-system", "{host: istiod}"));
        rule.passes(&of("istio-system", "{host: kubernetes.default.svc.cluster.local}"));
        rule.passes(&of("istio-system", "{host: a.b.svc.cluster.local, exportTo: ['.']}"));
        rule.fails(&of("istio-system", "{host: a.b.svc.cluster.local, exportTo: ['*']}"));
    }

    #[test]
    fn the_root_namespace_is_that_of_the_mesh() {
        let rule = tester::of(&super::DR_CROSS_NAMESPACE_HOST);
        let of = |root: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {{name: d, namespace: mesh}}\nspec: {{host: web.shop.svc.cluster.local}}\n---\napiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {{name: i}}\nspec: {{meshConfig: {{rootNamespace: {root}}}}}\n"
            )
        };
        rule.fails(&of("mesh"));
        rule.passes(&of("istio-system"));
    }
}
