//! `se-addresses-required`

use crate::rule::prelude::*;

declare_rule! {
    /// ServiceEntries for TCP without addresses, in an Istio that makes none.
    ///
    /// ## Why is this bad?
    /// A port of TCP is told by the address. Before 1.25 Istio gives out no addresses by itself: the entry then
    /// takes every connection to its port, to whatever host. With a newer Istio, or where the version is not known
    /// and the resolution is one of DNS, the rule is silent.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: ServiceEntry
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [db.example.com]
    ///   ports: [{number: 5432, name: tcp-db, protocol: TCP}]
    ///   resolution: NONE
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: ServiceEntry
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [db.example.com]
    ///   addresses: [192.0.2.10]
    ///   ports: [{number: 5432, name: tcp-db, protocol: TCP}]
    ///   resolution: NONE
    /// ```
    pub SE_ADDRESSES_REQUIRED = "se-addresses-required" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["istioctl:IST0134"],
        check: Related(&[Kind::ServiceEntry], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(spec) = resource.spec() else { return };
    let allotted = resource.path("status.addresses");
    if spec.get("addresses").into_iter().chain(allotted).any(|it| !it.is_empty()) {
        return;
    }
    let resolution = spec.str("resolution").unwrap_or("NONE");
    let wildcard = spec.list("hosts").any(|it| it.as_str().is_some_and(|it| it.contains('*')));
    let made = resolution != "NONE" && !wildcard;
    let old = index.istio_version(resource).is_some_and(|it| it.is_before(25));
    if made && !old && !index.is_closed() || allocates(index, resource) {
        return;
    }
    for port in spec.list("ports").filter(|it| it.is_mapping()) {
        let spoken = port.str("protocol").unwrap_or_default();
        if spoken.is_empty() || spoken.eq_ignore_ascii_case("tcp") {
            cx.report(port, "a port of TCP without `addresses` takes connections to every host")
                .help("write `addresses`")
                .covers(&["istio-schema-warning"]);
        }
    }
}

/// Whether the mesh gives out addresses by itself.
fn allocates<'a>(index: &Index<'a>, near: Resource<'a>) -> bool {
    let says = |name: &str| {
        let value = index.mesh(near).and_then(|it| it.get("defaultConfig.proxyMetadata")?.get(name));
        value.is_some_and(|it| it.text() == Some("true"))
    };
    says("ISTIO_META_DNS_AUTO_ALLOCATE") || says("ISTIO_META_DNS_CAPTURE")
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn names_have_addresses_made_for_them() {
        let rule = tester::of(&super::SE_ADDRESSES_REQUIRED);
        let of = |name: &str, place: &str, spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {{name: {name}, namespace: {place}}}\nspec: {spec}\n---\n"
            )
        };

        let with = |spec: &str| of("s", "a", &format!("{{hosts: ['e.com'], {spec}}}"));
        let tcp = "ports: [{number: 1, name: t, protocol: tcp}]";
        rule.fails(&with(tcp));
        rule.fails(&with("ports: [{number: 1, name: t}]"));
        rule.passes(&with(&format!("addresses: [192.0.2.1], {tcp}")));
        rule.passes(&with(&format!("resolution: DNS, {tcp}")));
        rule.passes(&with("ports: [{number: 1, name: t, protocol: TLS}]"));
        let old = "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: i}\nspec: {tag: 1.24.1, meshConfig: {}}\n";
        rule.fails(&(with(&format!("resolution: DNS, {tcp}")) + old));
        rule.passes(&(with(&format!("resolution: DNS, {tcp}")) + &old.replace("1.24.1", "1.25.0")));
    }
}
