//! `se-conflicting-protocol`

use super::entries;
use crate::rule::prelude::*;

declare_rule! {
    /// ServiceEntries that speak differently for one host and port.
    ///
    /// ## Why is this bad?
    /// Proxies take one of the two protocols, by age. The traffic of those who meant the other one fails, or is
    /// sent in plain text.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: ServiceEntry
    /// metadata: {name: one}
    /// spec:
    ///   hosts: [api.example.com]
    ///   ports: [{number: 443, name: https, protocol: HTTPS}]
    ///   resolution: DNS
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: ServiceEntry
    /// metadata: {name: two}
    /// spec:
    ///   hosts: [api.example.com]
    ///   ports: [{number: 443, name: http, protocol: HTTP}]
    ///   resolution: DNS
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: ServiceEntry
    /// metadata: {name: one}
    /// spec:
    ///   hosts: [api.example.com]
    ///   ports: [{number: 443, name: https, protocol: HTTPS}]
    ///   resolution: DNS
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: ServiceEntry
    /// metadata: {name: two}
    /// spec:
    ///   hosts: [api.example.com]
    ///   ports: [{number: 80, name: http, protocol: HTTP}]
    ///   resolution: DNS
    /// ```
    pub SE_CONFLICTING_PROTOCOL = "se-conflicting-protocol" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0177", "kiali:KIA1212"],
        check: Related(&[Kind::ServiceEntry], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for (host, other, _) in entries::others(resource, index) {
        for port in resource.path("spec.ports").into_iter().flat_map(Value::items) {
            let of =
                |it: Value<'a>| Some((it.get("number")?.as_int()?, it.get("protocol")?.as_str()?.to_ascii_uppercase()));
            let Some((number, spoken)) = of(port) else { continue };
            let mut theirs = other.path("spec.ports").into_iter().flat_map(Value::items);
            let conflict = theirs.find(|it| of(*it).is_some_and(|it| it.0 == number && it.1 != spoken));
            if let Some(place) = conflict {
                let at = port.get("protocol").unwrap_or(port);
                cx.report(at, format!("ServiceEntry `{}` speaks otherwise at port {number} of `{host}`", other.name()))
                    .label(place.get("protocol").unwrap_or(place), "the other protocol")
                    .help("agree on one protocol, or export them to different namespaces");
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn case_does_not_matter_and_exports_part() {
        let rule = tester::of(&super::SE_CONFLICTING_PROTOCOL);
        let of = |name: &str, place: &str, spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {{name: {name}, namespace: {place}}}\nspec: {spec}\n---\n"
            )
        };

        let with = |name: &str, place: &str, protocol: &str, export: &str| {
            of(
                name,
                place,
                &format!(
                    "{{hosts: [e.com], exportTo: ['{export}'], ports: [{{number: 443, name: t, protocol: {protocol}}}]}}"
                ),
            )
        };
        rule.fails(&(with("x", "a", "TLS", "*") + &with("y", "b", "HTTPS", "*")));
        rule.passes(&(with("x", "a", "TLS", "*") + &with("y", "b", "tls", "*")));
        rule.passes(&(with("x", "a", "TLS", ".") + &with("y", "b", "HTTPS", ".")));
        rule.fails(&(with("x", "a", "TLS", "b") + &with("y", "b", "HTTPS", ".")));
    }
}
