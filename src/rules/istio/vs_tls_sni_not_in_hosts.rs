//! `vs-tls-sni-not-in-hosts`

use crate::manifest::istio_schema;
use crate::rule::prelude::*;

declare_rule! {
    /// Server names in `tls[].match` that no host of the VirtualService covers.
    ///
    /// ## Why is this bad?
    /// Istio refuses the object: the routes would be for names that the VirtualService is not for.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web.example.com]
    ///   gateways: [edge]
    ///   tls:
    ///     - match: [{sniHosts: [api.example.com]}]
    ///       route: [{destination: {host: web}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: ["*.example.com"]
    ///   gateways: [edge]
    ///   tls:
    ///     - match: [{sniHosts: [api.example.com]}]
    ///       route: [{destination: {host: web}}]
    /// ```
    pub VS_TLS_SNI_NOT_IN_HOSTS = "vs-tls-sni-not-in-hosts" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0106"],
        check: Resource(&[Kind::VirtualService], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(service) = VirtualService::of(resource) else { return };
    let hosts: Vec<&str> = service.hosts().filter_map(|it| it.0.as_str()).collect();
    let names = service.routes("tls").flat_map(|it| it.list("match")).flat_map(|it| it.list("sniHosts"));
    for (at, name) in names.filter_map(|it| Some((it, it.as_str()?))) {
        let address = istio_schema::is_ip(name);
        if !address && !hosts.is_empty() && !hosts.iter().any(|it| istio_schema::is_within(name, it)) {
            let finding = cx.report(at, format!("no host of the VirtualService covers `{name}`"));
            finding.help("add it to `hosts`").covers(&["istio-schema-invalid"]);
            if let Some(hosts) = service.get("hosts") {
                finding.label(hosts, "the hosts");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn patterns_cover_names_below_them() {
        let rule = tester::of(&super::VS_TLS_SNI_NOT_IN_HOSTS);
        let of = |name: &str, place: &str, spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: {name}, namespace: {place}}}\nspec: {spec}\n---\n"
            )
        };

        let with = |hosts: &str, sni: &str| {
            of("v", "a", &format!("{{hosts: [{hosts}], tls: [{{match: [{{sniHosts: ['{sni}']}}]}}]}}"))
        };
        rule.passes(&with("'*.e.com'", "a.e.com"));
        rule.passes(&with("'*.e.com'", "*.b.e.com"));
        rule.fails(&with("a.e.com", "*.e.com"));
        rule.fails(&with("a.e.com", "b.e.com"));
    }
}
