//! `vs-legacy-gateway-name`

use crate::rule::prelude::*;

declare_rule! {
    /// Gateways named as `name.namespace`.
    ///
    /// ## Why is this bad?
    /// The old form still works, with a warning. Istio reads it as `namespace/name`; the new form says so.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web.example.com]
    ///   gateways: [edge.infra.svc.cluster.local]
    ///   http:
    ///     - route: [{destination: {host: web}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web.example.com]
    ///   gateways: [infra/edge]
    ///   http:
    ///     - route: [{destination: {host: web}}]
    /// ```
    pub VS_LEGACY_GATEWAY_NAME = "vs-legacy-gateway-name" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["kiali:KIA1108", "istioctl:IST0133"],
        check: Resource(&[Kind::VirtualService], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(service) = VirtualService::of(resource) else { return };
    let routes = ["http", "tls", "tcp"].into_iter().flat_map(|it| service.routes(it));
    let inner = routes.flat_map(|it| it.list("match")).flat_map(|it| it.list("gateways"));
    let names = service.get("gateways").into_iter().flat_map(|it| it.items()).chain(inner);
    for (at, name) in names.filter_map(|it| Some((it, it.as_str()?))) {
        let mut parts = name.split('.');
        let (Some(gateway), Some(namespace)) = (parts.next(), parts.next()) else { continue };
        let rest: Vec<&str> = parts.collect();
        if name.contains('/') || gateway.is_empty() || namespace.is_empty() {
            continue;
        }
        let new = format!("{namespace}/{gateway}");
        let finding = cx.report(at, format!("`{name}` is the old form of `{new}`"));
        finding.help(format!("write `{new}`")).covers(&["istio-schema-warning"]);
        if rest.is_empty() || rest[0] == "svc" {
            finding.fix(Safety::Safe, format!("write `{new}`"), Edit::set_scalar(at, &new));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn matches_count_and_new_forms_pass() {
        let rule = tester::of(&super::VS_LEGACY_GATEWAY_NAME);
        let of = |name: &str, place: &str, spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: {name}, namespace: {place}}}\nspec: {spec}\n---\n"
            )
        };

        assert!(rule.fails(&of("v", "a", "{gateways: [g.b]}")).fix.is_some());
        rule.fails(&of("v", "a", "{gateways: [g.b.svc.cluster.local]}"));
        rule.fails(&of("v", "a", "{gateways: [b/g], http: [{match: [{gateways: [g.b]}]}]}"));
        rule.passes(&of("v", "a", "{gateways: [b/g, g, mesh]}"));
    }
}
