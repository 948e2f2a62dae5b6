//! `dns-ndots`

use crate::rule::prelude::*;

declare_rule! {
    /// Pods that look every external name up several times.
    ///
    /// ## Why is this bad?
    /// By default names with fewer than five dots are first tried below each search domain of the cluster. For a
    /// name outside that makes four or more futile look-ups each time, which load the DNS of the cluster and slow
    /// the program down.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   dnsConfig:
    ///     options:
    ///       - name: ndots
    ///         value: "2"
    ///   containers:
    ///     - name: app
    /// ```
    pub DNS_NDOTS = "dns-ndots" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kube-linter:dnsconfig-options", "kyverno:add-ndots"],
        check: Pod(check)
    }
}

/// What the kubelet writes where nothing is asked for.
const DEFAULT: i64 = 5;

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    let host = pod.spec().flag("hostNetwork");
    let of_cluster = match pod.spec().str("dnsPolicy") {
        // On the network of the node this one falls back to the settings of the node.
        None | Some("ClusterFirst") => !host,
        Some("ClusterFirstWithHostNet") => true,
        _ => false,
    };
    if !of_cluster || pod.get("containers").is_none() || pod.is_windows() {
        return;
    }
    let options = pod.get("dnsConfig").into_iter().flat_map(|it| it.list("options"));
    let set = options.filter(|it| it.str("name") == Some("ndots")).filter_map(|it| it.get("value")).last();
    let message = format!("the pods of {} try external names below every search domain", pod.resource().title());
    let finding = match set {
        None => cx.report(pod, message),
        Some(it) if it.text().and_then(|it| it.parse().ok()).is_some_and(|it: i64| it >= DEFAULT) => {
            cx.report(it, message)
        }
        Some(_) => return,
    };
    finding.help("set the option `ndots` to \"2\" in `dnsConfig`, or end external names with a dot");
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn an_option_without_a_value_sets_nothing() {
        let rule = tester::of(&super::DNS_NDOTS);
        let of = |spec: &str| tester::pod(&format!("{{{spec}, containers: [{{name: a}}]}}"));
        rule.fails(&of("dnsConfig: {options: [{name: ndots}]}"));
        rule.fails(&of("dnsConfig: {options: [{name: edns0}]}"));
        rule.fails(&of("dnsConfig: {options: [{name: ndots, value: '5'}]}"));
        rule.passes(&of("dnsConfig: {options: [{name: edns0}, {name: ndots, value: '1'}]}"));
        rule.passes(&of("dnsPolicy: Default"));
        rule.passes(&of("hostNetwork: true"));
        rule.fails(&of("hostNetwork: true, dnsPolicy: ClusterFirstWithHostNet"));
    }
}
