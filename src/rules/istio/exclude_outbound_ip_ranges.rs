//! `exclude-outbound-ip-ranges`

use crate::rule::prelude::*;

declare_rule! {
    /// Calls that go around the sidecar.
    ///
    /// ## Why is this bad?
    /// What goes to excluded addresses or ports never passes the sidecar: no mutual TLS, no list of allowed hosts, no trace. With most
    /// addresses, or the ports that everything uses, that is all of it.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   template:
    ///     metadata: {annotations: {traffic.sidecar.istio.io/excludeOutboundIPRanges: 0.0.0.0/0}}
    ///     spec: {containers: [{name: web}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   template:
    ///     metadata: {annotations: {traffic.sidecar.istio.io/excludeOutboundIPRanges: 10.96.0.1/32}}
    ///     spec: {containers: [{name: web}]}
    /// ```
    pub EXCLUDE_OUTBOUND_IP_RANGES = "exclude-outbound-ip-ranges" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:288"],
        keys: ["istio.io/"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    if let Some(list) = pod.annotation("traffic.sidecar.istio.io/excludeOutboundIPRanges") {
        if let Some(wide) = entries(list).find(|it| prefix(it).is_some_and(|it| it < 8)) {
            report(list, format!("calls to `{wide}` go around the sidecar"), cx);
        } else if entries(list).any(|it| it.starts_with("169.254.169.254")) {
            report(list, "calls to the metadata of the cloud go around the sidecar".to_owned(), cx)
                .severity(Severity::Low);
        }
    }
    if let Some(list) = pod
        .annotation("traffic.sidecar.istio.io/includeOutboundIPRanges")
        .filter(|it| it.text().is_some_and(|it| !it.contains('*')))
    {
        let what = match list.text().map(str::trim) {
            Some("") => "no call passes the sidecar".to_owned(),
            Some(text) => format!("only calls to `{text}` pass the sidecar"),
            None => return,
        };
        report(list, what, cx);
    }
    if let Some(list) = pod.annotation("traffic.sidecar.istio.io/excludeOutboundPorts")
        && let Some(port) = entries(list).find(|it| matches!(*it, "80" | "443" | "0-65535" | "*"))
    {
        report(list, format!("calls to port {port} of any host go around the sidecar"), cx);
    }
}

fn entries(list: Value<'_>) -> impl Iterator<Item = &str> {
    list.text().unwrap_or_default().split(',').map(str::trim)
}

fn prefix(range: &str) -> Option<u8> {
    range.split_once('/')?.1.parse().ok()
}

fn report<'x>(list: Value<'_>, message: String, cx: &'x mut Context<'_>) -> &'x mut Finding {
    cx.report(list, message).help("exclude only the single addresses that cannot pass the sidecar")
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(annotation: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: p, annotations: {{traffic.sidecar.istio.io/{annotation}}}}}\nspec: {{containers: [{{name: a}}]}}\n"
        )
    }

    #[test]
    fn width_decides() {
        use crate::finding::Severity;
        let rule = tester::of(&super::EXCLUDE_OUTBOUND_IP_RANGES);
        rule.fails(&of("excludeOutboundIPRanges: '10.0.0.0/8, 0.0.0.0/1'"));
        assert_eq!(rule.fails(&of("excludeOutboundIPRanges: 169.254.169.254/32")).severity, Severity::Low);
        rule.fails(&of("includeOutboundIPRanges: ''"));
        rule.passes(&of("includeOutboundIPRanges: '*'"));
        rule.fails(&of("excludeOutboundPorts: '3306,443'"));
        rule.passes(&of("excludeOutboundPorts: '3306'"));
    }
}
