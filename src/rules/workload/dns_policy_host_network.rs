//! `dns-policy-host-network`

use crate::rule::prelude::*;

declare_rule! {
    /// Pods on the network of the node that do not find Services by name.
    ///
    /// ## Why is this bad?
    /// With `hostNetwork` the policy `ClusterFirst`, which is the default, is silently taken for `Default`: the pod
    /// asks the name servers of the node, and those do not know `svc.cluster.local`.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   hostNetwork: true
    ///   containers:
    ///     - name: app
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   hostNetwork: true
    ///   dnsPolicy: ClusterFirstWithHostNet
    ///   containers:
    ///     - name: app
    /// ```
    pub DNS_POLICY_HOST_NETWORK = "dns-policy-host-network" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["kyverno:dns-policy-and-dns-config"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    let Some(shared) = pod.get("hostNetwork").filter(|it| it.is_true()) else { return };
    let policy = pod.get("dnsPolicy").filter(|it| it.as_str() != Some(""));
    // Windows has no such policy.
    if policy.is_some_and(|it| it.as_str() != Some("ClusterFirst")) || pod.is_windows() {
        return;
    }
    const RIGHT: &str = "ClusterFirstWithHostNet";
    let edits = Edit::insert_into(pod.spec(), &["dnsPolicy"], RIGHT);
    let finding = cx.report(policy.unwrap_or(shared), "the pod does not find Services by their names");
    if policy.is_some() {
        finding.label(shared, "on the network of the node");
    }
    finding.help("set `dnsPolicy: ClusterFirstWithHostNet`, or `Default` if it needs no Services").fix(
        Safety::Unsafe,
        "ask the DNS of the cluster",
        edits,
    );
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_the_policy_that_is_not_followed_counts() {
        let rule = tester::of(&super::DNS_POLICY_HOST_NETWORK);
        let found = rule.fails(&tester::pod("{hostNetwork: true, dnsPolicy: ClusterFirst, containers: [{name: a}]}"));
        assert_eq!(found.fix.unwrap().edits[0].text, "ClusterFirstWithHostNet");
        rule.passes(&tester::pod("{hostNetwork: true, dnsPolicy: Default, containers: [{name: a}]}"));
        rule.passes(&tester::pod("{hostNetwork: true, dnsPolicy: None, containers: [{name: a}]}"));
        rule.passes(&tester::pod("{dnsPolicy: ClusterFirst, containers: [{name: a}]}"));
        rule.passes(&tester::pod("{os: {name: windows}, hostNetwork: true, containers: [{name: a}]}"));
    }
}
