//! `netpol-protocol-default`

use crate::rule::prelude::*;

declare_rule! {
    /// Network policies that mean UDP and say TCP by leaving the protocol out.
    ///
    /// ## Why is this bad?
    /// An entry of `ports` without `protocol` is about TCP. Names are asked for by UDP first, and QUIC is UDP: the
    /// packets are dropped, and what was to be allowed waits for its timeout.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   podSelector: {}
    ///   policyTypes: [Egress]
    ///   egress:
    ///     - ports: [{port: 53}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   podSelector: {}
    ///   policyTypes: [Egress]
    ///   egress:
    ///     - ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]
    /// ```
    pub NETPOL_PROTOCOL_DEFAULT = "netpol-protocol-default" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Resource(&[Kind::NetworkPolicy], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(policy) = NetworkPolicy::of(resource) else { return };
    // DNS by UDP may stand in another rule.
    let udp = |name: PortMatch<'_>| {
        let mut ports = Direction::ALL.into_iter().flat_map(|it| policy.rules(it)).flat_map(|it| it.each_port());
        ports.any(|it| it.protocol() == Some(Protocol::Udp) && (it.numbers() == name || it.numbers() == PortMatch::All))
    };
    for rule in Direction::ALL.into_iter().flat_map(|it| policy.rules(it)) {
        for port in rule.each_port().filter(|it| it.value().get("protocol").is_none()) {
            let what = match port.numbers() {
                PortMatch::Range(53, 53) => "DNS asks by UDP",
                PortMatch::Named("quic" | "http3") => "QUIC is UDP",
                _ => continue,
            };
            if udp(port.numbers()) {
                continue;
            }
            let finding = cx.report(port.value(), format!("without `protocol` this is TCP, and {what}"));
            finding.help("add an entry with `protocol: UDP`");
            if let (Some(list), Some(number)) = (rule.ports(), port.value().get("port").and_then(Value::text)) {
                let item = format!("{{port: {number}, protocol: UDP}}");
                finding.fix(Safety::Safe, "allow UDP as well", Edit::append_item(list, &item));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(spec: &str) -> String {
        format!(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: n}}\nspec: {{podSelector: {{}}, {spec}}}\n---\n"
        )
    }

    #[test]
    fn only_what_is_known_to_be_udp_is_meant() {
        let rule = tester::of(&super::NETPOL_PROTOCOL_DEFAULT);
        rule.fails(&of("ingress: [{ports: [{port: 53}]}]"));
        rule.fails(&of("ingress: [{ports: [{port: quic}]}]"));
        rule.passes(&of("ingress: [{ports: [{port: 53, protocol: TCP}]}]"));
        rule.passes(&of("ingress: [{ports: [{port: 53}]}, {ports: [{port: 53, protocol: UDP}]}]"));
        rule.passes(&of("ingress: [{ports: [{port: 443}]}]"));
        rule.passes(&of("policyTypes: [Egress], ingress: [{ports: [{port: 53}]}]"));
    }

    #[test]
    fn the_fix_adds_udp_and_keeps_tcp() {
        let rule = tester::of(&super::NETPOL_PROTOCOL_DEFAULT);
        let text = of("policyTypes: [Egress], egress: [{ports: [{port: 53}]}]");
        let edits = rule.fails(&text).fix.unwrap().edits;
        let mut fixed = text.clone();
        fixed.replace_range(edits[0].span.range(), &edits[0].text);
        assert!(fixed.contains("{port: 53}") && fixed.contains("{port: 53, protocol: UDP}"), "{fixed}");
        rule.passes(&fixed);
        rule.passes(&of("ingress: [{ports: [{port: 5353}]}]"));
    }
}
