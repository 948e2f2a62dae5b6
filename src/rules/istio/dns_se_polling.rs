//! `dns-se-polling`

use crate::manifest::istio_schema::{duration, is_ip};
use crate::rule::prelude::*;

declare_rule! {
    /// Every proxy asks for many names every few seconds.
    ///
    /// ## Why is this bad?
    /// Each proxy looks the hosts of ServiceEntries with `resolution: DNS` up by itself, as often as `dnsRefreshRate`
    /// says. Many hosts, a short time and many pods add up to more than the DNS of a cluster answers.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: install.istio.io/v1alpha1
    /// kind: IstioOperator
    /// metadata: {name: istio}
    /// spec: {meshConfig: {dnsRefreshRate: 1s}}
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: ServiceEntry
    /// metadata: {name: partners}
    /// spec:
    ///   hosts: [a.example.com, b.example.com, c.example.com, d.example.com, e.example.com, f.example.com, g.example.com, h.example.com, i.example.com, j.example.com, k.example.com, l.example.com, m.example.com, n.example.com, o.example.com, p.example.com, q.example.com, r.example.com, s.example.com, t.example.com]
    ///   resolution: DNS
    ///   ports: [{number: 443, name: tls, protocol: TLS}]
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: install.istio.io/v1alpha1
    /// kind: IstioOperator
    /// metadata: {name: istio}
    /// spec: {meshConfig: {dnsRefreshRate: 60s}}
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: ServiceEntry
    /// metadata: {name: partners}
    /// spec:
    ///   hosts: [a.example.com, b.example.com, c.example.com, d.example.com, e.example.com, f.example.com, g.example.com, h.example.com, i.example.com, j.example.com, k.example.com, l.example.com, m.example.com, n.example.com, o.example.com, p.example.com, q.example.com, r.example.com, s.example.com, t.example.com]
    ///   resolution: DNS
    ///   ports: [{number: 443, name: tls, protocol: TLS}]
    /// ```
    pub DNS_SE_POLLING = "dns-se-polling" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:405"],
        check: Mesh(check)
    }
}

/// From how many names on it is much.
const MUCH: usize = 20;

fn check<'a>(document: &MeshDocument<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let mesh = document.view();
    let Some(rate) = mesh.get("dnsRefreshRate") else { return };
    if !rate.text().and_then(duration).is_some_and(|it| it > 0.0 && it < 5e9) {
        return;
    }
    let meets = |it: &Resource<'a>| document.resource().is_none_or(|mesh| index.same_cluster(*it, mesh));
    let names: usize = index.of_kind(Kind::ServiceEntry).filter(meets).map(asked).sum();
    if names >= MUCH {
        cx.report(mesh.at(rate), format!("each proxy asks for {names} names of ServiceEntries that often"))
            .help("leave the time at its default of 60s, or group the hosts behind wildcards or fixed addresses");
    }
}

/// How many names the proxies look up for a ServiceEntry.
fn asked(entry: Resource<'_>) -> usize {
    let Some(spec) = entry.spec() else { return 0 };
    if !matches!(spec.str("resolution"), Some("DNS" | "DNS_ROUND_ROBIN")) {
        return 0;
    }
    let hosts = spec.get("hosts").map_or(0, Value::len);
    let endpoints = spec.list("endpoints").filter(|it| it.str("address").is_some_and(|it| !is_ip(it))).count();
    if spec.get("endpoints").is_some_and(|it| !it.is_empty()) { endpoints } else { hosts }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn what_is_not_looked_up_does_not_count() {
        let rule = tester::of(&super::DNS_SE_POLLING);
        let of = |rate: &str, spec: &str| {
            format!(
                "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {{name: i}}\nspec: {{meshConfig: {{dnsRefreshRate: {rate}}}}}\n---\napiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {{name: s}}\nspec: {spec}\n"
            )
        };
        let hosts = |count: usize| (0..count).map(|it| format!("h{it}.com")).collect::<Vec<_>>().join(", ");
        let dns = |count: usize| format!("{{resolution: DNS, hosts: [{}]}}", hosts(count));
        rule.fails(&of("4s", &dns(20)));
        rule.passes(&of("4s", &dns(19)));
        rule.passes(&of("5s", &dns(20)));
        rule.passes(&of("1s", &dns(20).replace("DNS", "NONE")));
        rule.passes(&of("1s", &dns(20).replace("hosts", "endpoints: [{address: 1.2.3.4}], hosts")));
    }
}
