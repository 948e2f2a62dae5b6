//! `se-duplicate-host`

use super::entries;
use crate::rule::prelude::*;

declare_rule! {
    /// ServiceEntries for one host that say different things about it.
    ///
    /// ## Why is this bad?
    /// Which of them a client uses is not laid down. Resolution and endpoints of the other one have no effect.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: ServiceEntry
    /// metadata: {name: one}
    /// spec:
    ///   hosts: [api.example.com]
    ///   ports: [{number: 443, name: tls, protocol: TLS}]
    ///   resolution: DNS
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: ServiceEntry
    /// metadata: {name: two}
    /// spec:
    ///   hosts: [api.example.com]
    ///   ports: [{number: 443, name: tls, protocol: TLS}]
    ///   resolution: NONE
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: ServiceEntry
    /// metadata: {name: one}
    /// spec:
    ///   hosts: [api.example.com]
    ///   ports: [{number: 443, name: tls, protocol: TLS}]
    ///   resolution: DNS
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: ServiceEntry
    /// metadata: {name: two}
    /// spec:
    ///   hosts: [www.example.com]
    ///   ports: [{number: 443, name: tls, protocol: TLS}]
    ///   resolution: NONE
    /// ```
    pub SE_DUPLICATE_HOST = "se-duplicate-host" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["kiali:KIA1211"],
        check: Related(&[Kind::ServiceEntry], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for (host, other, place) in entries::others(resource, index) {
        let of = |it: Resource<'a>, field: &str| it.spec().and_then(|it| it.get(field)).map(Value::source_text);
        let ports = |it: Resource<'a>| crate::manifest::port_numbers(it);
        let shared = ports(resource).iter().any(|it| ports(other).contains(it));
        let way = |it| of(it, "resolution").unwrap_or("NONE");
        if shared && (way(resource) != way(other) || of(resource, "endpoints") != of(other, "endpoints")) {
            let mut hosts = resource.path("spec.hosts").into_iter().flat_map(Value::items);
            let Some(at) = hosts.find(|it| it.as_str() == Some(host)) else { continue };
            cx.report(at, format!("ServiceEntry `{}` says something else about `{host}`", other.name()))
                .label(place, "the same host")
                .help("write one ServiceEntry for the host, or export them to different namespaces");
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn entries_that_agree_or_never_meet_pass() {
        let rule = tester::of(&super::SE_DUPLICATE_HOST);
        let of = |name: &str, place: &str, spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {{name: {name}, namespace: {place}}}\nspec: {spec}\n---\n"
            )
        };

        let with = |name: &str, spec: &str| {
            of(name, "a", &format!("{{hosts: [e.com], ports: [{{number: 443, name: t, protocol: TLS}}], {spec}}}"))
        };
        rule.fails(&(with("x", "resolution: DNS") + &with("y", "resolution: NONE")));
        rule.fails(&(with("x", "resolution: DNS, endpoints: [{address: a.com}]") + &with("y", "resolution: DNS")));
        rule.passes(&(with("x", "resolution: DNS") + &with("y", "resolution: DNS")));
        rule.passes(&(with("x", "resolution: DNS") + &with("y", "resolution: NONE").replace("443", "80")));
        let (one, other) =
            (with("x", "exportTo: ['.'], resolution: DNS"), with("y", "exportTo: ['.'], resolution: NONE"));
        rule.passes(&(one + &other.replace("namespace: a", "namespace: b")));
    }
}
