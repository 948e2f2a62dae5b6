//! `netpol-hostnetwork-not-covered`

use crate::rule::prelude::*;

declare_rule! {
    /// Network policies for pods on the host's network.
    ///
    /// ## Why is this bad?
    /// Network plugins do not isolate pods with `hostNetwork: true`: they share the address of the node. The policy
    /// has no effect on them.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: web}
    /// spec: {podSelector: {matchLabels: {app: agent}}}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: agent, labels: {app: agent}}
    /// spec: {hostNetwork: true, containers: [{name: app}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: web}
    /// spec: {podSelector: {matchLabels: {app: agent}}}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: agent, labels: {app: agent}}
    /// spec: {containers: [{name: app}]}
    /// ```
    pub NETPOL_HOSTNETWORK_NOT_COVERED = "netpol-hostnetwork-not-covered" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Related(&[Kind::NetworkPolicy], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(policy) = NetworkPolicy::of(resource) else { return };
    let (selector, Some(at)) = (policy.selector(), policy.get("podSelector")) else { return };
    // A default for the whole namespace is not written for these pods.
    if selector.is_empty() {
        return;
    }
    let Selected::Pods(pods) = index.pick(&selector, resource) else { return };
    let on_host = |pod: &Pod<'a>| pod.get("hostNetwork").filter(|it| it.is_true());
    let hosts: Vec<_> = pods.iter().filter_map(|it| Some((it.resource(), on_host(it)?))).collect();
    let Some((first, _)) = hosts.first() else { return };
    let finding =
        cx.report(at, format!("the policy has no effect on {}, which is on the host's network", first.title()));
    finding.help("take the pods off the host's network, or guard the nodes with a firewall");
    for (_, host) in hosts {
        finding.label(host, "not isolated by network policies");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn a_default_for_all_pods_is_not_about_them() {
        let rule = tester::of(&super::NETPOL_HOSTNETWORK_NOT_COVERED);
        rule.passes("apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: n}\nspec: {podSelector: {}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: p, labels: {app: a}}\nspec: {hostNetwork: true}\n");
    }

    #[test]
    fn a_selector_that_picks_them_is_written_for_them() {
        let rule = tester::of(&super::NETPOL_HOSTNETWORK_NOT_COVERED);
        let of = |selector: &str, spec: &str| {
            format!(
                "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: n}}\nspec: {{podSelector: {selector}}}\n---\n\
                 apiVersion: v1\nkind: Pod\nmetadata: {{name: p, labels: {{app: a}}}}\nspec: {{{spec}}}\n"
            )
        };
        rule.fails(&of("{matchLabels: {app: a}}", "hostNetwork: true"));
        rule.fails(&of("{matchExpressions: [{key: app, operator: Exists}]}", "hostNetwork: true"));
        rule.passes(&of("{matchLabels: {app: a}}", "hostNetwork: false"));
        rule.passes(&of("{matchLabels: {app: b}}", "hostNetwork: true"));
    }
}
