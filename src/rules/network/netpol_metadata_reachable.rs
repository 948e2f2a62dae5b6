//! `netpol-metadata-reachable`

use crate::manifest::cidr_holds;
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
        check: Resource(&[Kind::NetworkPolicy], check)
    }
}

/// The address that AWS, Google, Azure and most others share, and AWS's resolver beside it.
const METADATA: [[u8; 4]; 2] = [[169, 254, 169, 254], [169, 254, 169, 253]];

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(policy) = NetworkPolicy::of(resource) else { return };
    for rule in policy.rules(Direction::Egress).filter(|it| it.everywhere().is_none()) {
        for block in rule.peers().into_iter().flat_map(|it| it.items()).filter_map(|it| it.get("ipBlock")) {
            let Some(cidr) = block.get("cidr") else { continue };
            let text = cidr.text().unwrap_or_default();
            let excepted = |address| block.list("except").filter_map(Value::text).any(|it| cidr_holds(it, address));
            let Some(address) = METADATA.into_iter().find(|&it| cidr_holds(text, it) && !excepted(it)) else {
                continue;
            };
            cx.report(
                cidr,
                format!(
                    "`{text}` holds `{}`, the metadata service of the cloud",
                    address.map(|it| it.to_string()).join(".")
                ),
            )
            .help("add `169.254.0.0/16` to `except`");
        }
    }
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
}
