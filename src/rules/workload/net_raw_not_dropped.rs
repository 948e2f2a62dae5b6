//! `net-raw-not-dropped`

use crate::rule::prelude::*;

declare_rule! {
    /// Containers that keep the capability to send raw packets.
    ///
    /// ## Why is this bad?
    /// Container runtimes grant `NET_RAW` unless told otherwise. With it a container forges packets: it answers for
    /// others by ARP or DNS, and takes over their connections. Where `capability-drop-all-missing` is on, which asks
    /// for more, this rule leaves the matter to it.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       securityContext:
    ///         capabilities: {drop: [CHOWN]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       securityContext:
    ///         capabilities: {drop: [NET_RAW]}
    /// ```
    pub NET_RAW_NOT_DROPPED = "net-raw-not-dropped" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: [
            "kube-linter:drop-net-raw-capability", "checkov:CKV_K8S_28", "kyverno:require-drop-cap-net-raw",
            "kics:net_raw_capabilities_not_being_dropped", "cis-1.12:5.2.8", "cwe:250",
        ],
        check: Container(check)
    }
}

fn check(container: Container<'_>, cx: &mut Context<'_>) {
    if container.is_privileged() || container.pod().is_windows() {
        return;
    }
    let capabilities = container.security("capabilities");
    let list = |key| capabilities.into_iter().flat_map(move |it| it.list(key));
    // The runtime reads names without prefix, in any case.
    let covers = |it: &Value<'_>| {
        it.text().is_some_and(|it| it.eq_ignore_ascii_case("ALL") || it.eq_ignore_ascii_case("NET_RAW"))
    };
    if let Some(back) = list("add").find(|it| covers(it) || it.text() == Some("CAP_NET_RAW")) {
        let all = back.text().is_some_and(|it| it.eq_ignore_ascii_case("ALL"));
        if !cx.is_left_to(if all { "dangerous-capability" } else { "capability-beyond-baseline" }) {
            cx.report(back, format!("container `{}` may send raw packets", container.name()))
                .help("delete the entry")
                .fix(Safety::Unsafe, "do not add the capability", Edit::remove_entry(back));
        }
        return;
    }
    if cx.is_left_to("capability-drop-all-missing") || list("drop").any(|it| covers(&it)) {
        return;
    }
    let useless = list("drop").find(|it| it.text() == Some("CAP_NET_RAW"));
    if useless.is_some() && cx.is_left_to("capability-name-invalid") {
        return;
    }
    let finding = cx.report(container, format!("container `{}` keeps the capability `NET_RAW`", container.name()));
    finding.help("drop `ALL` capabilities, or at least `NET_RAW`, in its `securityContext`");
    let dropped = capabilities.and_then(|it| it.get("drop"));
    if let Some(useless) = useless {
        finding.label(useless, "without `CAP_` the runtime would know it").fix(
            Safety::Unsafe,
            "drop the capability",
            Edit::set_scalar(useless, "NET_RAW"),
        );
    } else if dropped.is_none() {
        let path = ["securityContext", "capabilities", "drop"];
        finding.fix(
            Safety::Unsafe,
            "drop the capability",
            Edit::insert_into(container.value(), &path, "[\"NET_RAW\"]"),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;
    use crate::rules::workload::capability_drop_all_missing::CAPABILITY_DROP_ALL_MISSING;

    #[test]
    fn nothing_written_keeps_it() {
        let rule = tester::of(&super::NET_RAW_NOT_DROPPED);
        assert!(rule.fails(&tester::container("image: a")).fix.is_some());
        rule.fails(&tester::container("securityContext: {}"));
        rule.fails(&tester::pod("{initContainers: [{name: a}]}"));
        rule.passes(&tester::container("securityContext: {privileged: true}"));
    }

    #[test]
    fn the_name_counts_without_prefix_and_what_is_added_back_counts() {
        let rule = tester::of(&super::NET_RAW_NOT_DROPPED);
        let with = |lists: &str| tester::container(&format!("securityContext: {{capabilities: {{{lists}}}}}"));
        rule.fails(&with("drop: [CAP_NET_RAW]"));
        rule.passes(&with("drop: [net_raw]"));
        rule.passes(&with("drop: [ALL]"));
        rule.fails(&with("drop: [ALL], add: [NET_RAW]"));
        rule.fails(&with("add: [ALL]"));
        rule.passes(&with("drop: [ALL], add: [NET_ADMIN]"));
    }

    #[test]
    fn the_rule_that_asks_for_more_speaks_first() {
        let rule = tester::of(&super::NET_RAW_NOT_DROPPED).beside(&CAPABILITY_DROP_ALL_MISSING);
        rule.passes(&tester::container("image: a"));
        rule.fails(&tester::container("securityContext: {capabilities: {add: [NET_RAW]}}"));
    }
}
