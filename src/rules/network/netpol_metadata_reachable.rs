//! `netpol-metadata-reachable`

use crate::manifest::{Cidr, address};
use crate::rule::prelude::*;

declare_rule! {
    /// Network policies that open the way to the cloud's metadata service.
    ///
    /// ## Why is this bad?
    /// The metadata service of a cloud hands out the credentials of the node to whoever asks from it. An address
    /// range that holds it and does not except it lets every selected pod ask.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: web}
    /// spec:
    ///   podSelector: {}
    ///   policyTypes: [Egress]
    ///   egress:
    ///     - to:
    ///         - ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: web}
    /// spec:
    ///   podSelector: {}
    ///   policyTypes: [Egress]
    ///   egress:
    ///     - to:
    ///         - ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8, 169.254.0.0/16]}
    /// ```
    pub NETPOL_METADATA_REACHABLE = "netpol-metadata-reachable" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["kubescape:C-0052", "cwe:918"],
        check: Related(&[Kind::NetworkPolicy], check)
    }
}

/// Addresses that hand out credentials, and what takes them away: those that most clouds share, and those of one cloud, of
/// which only blocks that are written for them speak.
const METADATA: [(&str, &str, u32); 5] = [
    ("169.254.169.254", "169.254.0.0/16", 0),
    ("169.254.169.253", "169.254.0.0/16", 0),
    ("100.100.100.200", "100.100.100.200/32", 8),
    ("168.63.129.16", "168.63.129.16/32", 8),
    ("fd00:ec2::254", "fd00:ec2::/32", 8),
];

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(policy) = NetworkPolicy::of(resource) else { return };
    let mut selected: Option<Option<Pod<'a>>> = None;
    for rule in policy.rules(Direction::Egress) {
        for (value, peer) in rule.each_peer() {
            let (Peer::Block(block), Some(cidr)) = (peer, value.path("ipBlock.cidr")) else { continue };
            let held = METADATA
                .iter()
                .find(|(text, _, bits)| block.cidr.bits() >= *bits && address(text).is_some_and(|it| block.holds(it)));
            let Some((text, exception, _)) = held else { continue };
            // The whole Internet is another finding, unless the credentials are worth coming for.
            let whole = block.cidr.bits() == 0 && block.except.is_empty();
            let prize = whole.then(|| *selected.get_or_insert_with(|| prize(policy, index))).flatten();
            if whole && prize.is_none() {
                continue;
            }
            let written = cidr.text().unwrap_or_default();
            let message = format!("`{written}` holds `{text}`, the metadata service of the cloud");
            let finding = cx.report(cidr, message).help(format!("add `{exception}` to `except`"));
            if let Some(pod) = prize {
                finding
                    .label(pod.grip(), "may ask for the credentials of its node")
                    .covers(&["netpol-allow-all-egress"]);
            }
            // An exception lies within the block, and is less than all of it.
            let lesser =
                Cidr::parse(exception).is_some_and(|it| block.cidr.covers(it) && it.bits() > block.cidr.bits());
            let whole_block = value.get("ipBlock").filter(|_| lesser);
            let edits = whole_block.map(|it| Edit::insert_all(it, &[Put::item(&["except"], exception)]));
            finding.fix(Safety::Unsafe, "except the metadata service", edits.unwrap_or_default());
        }
    }
}

/// A pod that the policy selects and that strangers reach or that has an identity in a cloud: its node has one as well.
fn prize<'a>(policy: NetworkPolicy<'a>, index: &Index<'a>) -> Option<Pod<'a>> {
    let Selected::Pods(pods) = index.pick(&policy.selector(), policy.resource()) else { return None };
    pods.into_iter().find(|pod| {
        let account = index.find(Kind::ServiceAccount, pod.service_account(), pod.resource()).found();
        account.is_some_and(|it| it.cloud_identity().is_some()) || index.is_open_to_outside(*pod)
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn exceptions_are_subtracted() {
        let rule = tester::of(&super::NETPOL_METADATA_REACHABLE);
        let of = |block: &str| {
            format!(
                "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: n}}\nspec: {{podSelector: {{}}, egress: [{{to: [{{ipBlock: {block}}}]}}]}}\n"
            )
        };
        rule.fails(&of("{cidr: 169.254.169.254/32}"));
        rule.passes(&of("{cidr: 10.0.0.0/8}"));
        rule.passes(&of("{cidr: 0.0.0.0/0, except: [169.254.169.252/30]}"));
        rule.fails(&of("{cidr: 0.0.0.0/0, except: [169.254.169.254/32]}"));
        rule.passes(&of("{cidr: 0.0.0.0/0}"));
    }

    fn of(block: &str) -> String {
        format!(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: n, namespace: x}}\nspec: {{podSelector: {{}}, egress: [{{to: [{{ipBlock: {block}}}]}}]}}\n---\n"
        )
    }

    #[test]
    fn each_cloud_has_its_address() {
        let rule = tester::of(&super::NETPOL_METADATA_REACHABLE);
        for cidr in [
            "169.254.169.253/32",
            "100.100.100.200/32",
            "100.64.0.0/10",
            "168.63.129.16/32",
            "'fd00:ec2::254/128'",
            "169.254.0.0/16",
        ] {
            rule.fails(&of(&format!("{{cidr: {cidr}}}")));
        }
        for cidr in ["168.63.129.17/32", "'2001:db8::/32'", "'::/0'"] {
            rule.passes(&of(&format!("{{cidr: {cidr}}}")));
        }
        rule.passes(&of("{cidr: 0.0.0.0/0, except: [169.254.0.0/16]}"));
    }

    #[test]
    fn the_whole_internet_counts_for_pods_that_are_worth_it() {
        let rule = tester::of(&super::NETPOL_METADATA_REACHABLE);
        let whole = of("{cidr: 0.0.0.0/0}");
        let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: x, labels: {app: p}}\nspec: {serviceAccountName: s}\n---\n";
        let service = "apiVersion: v1\nkind: Service\nmetadata: {name: p, namespace: x}\nspec: {type: NodePort, selector: {app: p}}\n---\n";
        let account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: s, namespace: x, annotations: {eks.amazonaws.com/role-arn: a}}\n";
        rule.passes(&format!("{whole}{pod}"));
        rule.fails(&format!("{whole}{pod}{service}"));
        rule.fails(&format!("{whole}{pod}{account}"));
    }

    #[test]
    fn the_fix_excepts_what_lies_within() {
        let rule = tester::of(&super::NETPOL_METADATA_REACHABLE);
        let fixed = |block: &str| {
            let text = of(block);
            let fix = rule.fails(&text).fix?;
            let mut new = text.clone();
            fix.edits.iter().rev().for_each(|it| new.replace_range(it.span.range(), &it.text));
            rule.passes(&new);
            Some(fix.edits[0].text.clone())
        };
        assert_eq!(fixed("{cidr: 0.0.0.0/0, except: [10.0.0.0/8]}").as_deref(), Some(", 169.254.0.0/16"));
        assert!(fixed("{cidr: 169.0.0.0/8}").unwrap().contains("except: [169.254.0.0/16]"));
        assert_eq!(fixed("{cidr: 169.254.169.254/32}"), None);
    }
}
