//! `netpol-selector-and-or-confusion`

use crate::rule::prelude::*;

declare_rule! {
    /// Two peers of a network policy that read as one.
    ///
    /// ## Why is this bad?
    /// Entries of `from` and `to` add up. With a dash before `podSelector`, the namespaces above it are let in whole,
    /// and the pods are looked for in the namespace of the policy itself, where none has such labels.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   podSelector: {matchLabels: {app: web}}
    ///   policyTypes: [Egress]
    ///   egress:
    ///     - to:
    ///         - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}
    ///         - podSelector: {matchLabels: {k8s-app: kube-dns}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   podSelector: {matchLabels: {app: web}}
    ///   policyTypes: [Egress]
    ///   egress:
    ///     - to:
    ///         - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}
    ///           podSelector: {matchLabels: {k8s-app: kube-dns}}
    /// ```
    pub NETPOL_SELECTOR_AND_OR_CONFUSION = "netpol-selector-and-or-confusion" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Related(&[Kind::NetworkPolicy], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(policy) = NetworkPolicy::of(resource) else { return };
    for rule in Direction::ALL.into_iter().flat_map(|it| policy.rules(it)) {
        let mut before: Option<(Value<'a>, Selector<'a>)> = None;
        for (value, peer) in rule.each_peer() {
            let Peer::Pods { namespaces, pods } = peer else {
                before = None;
                continue;
            };
            match (namespaces, before.take()) {
                (Some(namespaces), _) if value.get("podSelector").is_none() => before = Some((value, namespaces)),
                (None, Some((first, namespaces)))
                    if !pods.is_empty() && is_mistake(&namespaces, &pods, resource, index) =>
                {
                    report(first, value, cx);
                }
                _ => {}
            }
        }
    }
}

/// Whether pods with these labels are not where the policy is, and are known to be elsewhere.
fn is_mistake<'a>(namespaces: &Selector<'a>, pods: &Selector<'a>, policy: Resource<'a>, index: &Index<'a>) -> bool {
    let dns = pods.equal().contains(&("k8s-app", "kube-dns"));
    if dns {
        return policy.namespace() != Some("kube-system");
    }
    if index.judge_namespace(namespaces, policy) == Some(true) {
        return false;
    }
    matches!(index.pick(pods, policy), Selected::Nothing)
        && index.anywhere(pods).iter().any(|it| index.judge_namespace(namespaces, it.resource()) == Some(true))
}

fn report(first: Value<'_>, second: Value<'_>, cx: &mut Context<'_>) {
    let finding = cx.report(second, "a namespace or pods of the own namespace: the dash makes this a peer of its own");
    finding
        .label(first, "lets in all pods of these namespaces")
        .help("to mean the pods of those namespaces, take the dash away, so that both selectors stand in one peer");
    let Some(pods) = second.get("podSelector").filter(|it| it.get("matchExpressions").is_none()) else { return };
    let selector = Selector::of_label_selector(pods);
    let labels: Vec<String> = selector.equal().iter().map(|(key, value)| format!("{key}: \"{value}\"")).collect();
    let joined = format!("{{matchLabels: {{{}}}}}", labels.join(", "));
    let gone = Edit::remove_entry(second);
    let put = Edit::insert_entry(first, "podSelector", &joined);
    if !gone.is_empty() && !put.is_empty() {
        finding.fix(Safety::Unsafe, "make both selectors one peer", gone.into_iter().chain(put));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn labels_must_be_missing_here_and_found_there() {
        let rule = tester::of(&super::NETPOL_SELECTOR_AND_OR_CONFUSION);
        let of = |label: &str| {
            format!(
                "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: n, namespace: shop}}\nspec: {{podSelector: {{}}, ingress: [{{from: [{{namespaceSelector: {{matchLabels: {{kubernetes.io/metadata.name: ops}}}}}}, {{podSelector: {{matchLabels: {{app: {label}}}}}}}]}}]}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {{name: a, namespace: shop, labels: {{app: web}}}}\nspec: {{}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {{name: b, namespace: ops, labels: {{app: prober}}}}\nspec: {{}}\n"
            )
        };
        rule.fails(&of("prober"));
        rule.passes(&of("web"));
        rule.passes(&of("unknown"));
    }

    #[test]
    fn pods_may_come_first_and_join_on_request() {
        let rule = tester::of(&super::NETPOL_SELECTOR_AND_OR_CONFUSION);
        let of = |peers: &str| {
            format!(
                "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: n}}\nspec:\n  podSelector: {{}}\n  ingress:\n  - from:\n{peers}"
            )
        };
        let found =
            rule.fails(&of("    - namespaceSelector: {}\n    - podSelector: {matchLabels: {k8s-app: kube-dns}}\n"));
        assert_eq!(found.fix.unwrap().edits.len(), 2);
        rule.passes(&of("    - podSelector: {matchLabels: {k8s-app: kube-dns}}\n    - namespaceSelector: {}\n"));
    }

    #[test]
    fn one_peer_with_both_selectors_is_no_list_of_two() {
        let rule = tester::of(&super::NETPOL_SELECTOR_AND_OR_CONFUSION);
        let of = |peers: &str| {
            format!(
                "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: n}}\nspec: {{podSelector: {{}}, egress: [{{to: [{peers}]}}]}}\n"
            )
        };
        let dns = "podSelector: {matchLabels: {k8s-app: kube-dns}}";
        rule.passes(&of(&format!("{{namespaceSelector: {{}}, {dns}}}")));
        rule.fails(&of(&format!("{{namespaceSelector: {{}}}}, {{{dns}}}")));
        rule.passes(&of(&format!("{{namespaceSelector: {{}}}}, {{ipBlock: {{cidr: 10.0.0.0/8}}}}, {{{dns}}}")));
        rule.passes(&of("{namespaceSelector: {}}, {podSelector: {}}"));
    }
}
