//! `non-canonical-ip`

use crate::manifest::{Spelling, spelling};
use crate::rule::prelude::*;

declare_rule! {
    /// IP addresses and blocks that are not written as every program reads them.
    ///
    /// ## Why is this bad?
    /// A leading zero makes an octal number for some programs and a decimal one for others, so a filter and what it
    /// guards may mean different hosts (CVE-2021-29923). The same goes for IPv4 addresses in IPv6 clothes and for
    /// blocks with bits beyond their mask. Newer versions of Kubernetes refuse these.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec:
    ///   type: LoadBalancer
    ///   loadBalancerSourceRanges: [10.1.2.3/8]
    ///   selector: {app: web}
    ///   ports: [{port: 80}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec:
    ///   type: LoadBalancer
    ///   loadBalancerSourceRanges: [10.0.0.0/8]
    ///   selector: {app: web}
    ///   ports: [{port: 80}]
    /// ```
    pub NON_CANONICAL_IP = "non-canonical-ip" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:1389"],
        check: Resource(&[Kind::Service, Kind::NetworkPolicy], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(spec) = resource.spec() else { return };
    if resource.kind() == Kind::Service {
        ["clusterIP", "loadBalancerIP"].into_iter().filter_map(|it| spec.get(it)).for_each(|it| judge(it, cx));
        let lists = ["clusterIPs", "externalIPs", "loadBalancerSourceRanges"];
        lists.into_iter().flat_map(|it| spec.list(it)).for_each(|it| judge(it, cx));
        return;
    }
    for (rules, peers) in [("ingress", "from"), ("egress", "to")] {
        for block in spec.list(rules).flat_map(|it| it.list(peers)).filter_map(|it| it.get("ipBlock")) {
            block.get("cidr").into_iter().chain(block.list("except")).for_each(|it| judge(it, cx));
        }
    }
}

fn judge(at: Value<'_>, cx: &mut Context<'_>) {
    let Some(text) = at.as_str() else { return };
    match spelling(text) {
        Spelling::Ambiguous => {
            cx.report(at, format!("`{text}` is not read alike by all programs"))
                .help("write plain IPv4 without leading zeros, or plain IPv6");
        }
        Spelling::Other(canonical) => {
            cx.report(at, format!("`{text}` is an unusual spelling of `{canonical}`"))
                .help(format!("write `{canonical}`"))
                .fix(Safety::Safe, "spell it as usual", Edit::set_scalar(at, &canonical));
        }
        Spelling::Canonical => {}
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn a_leading_zero_is_not_fixed() {
        let rule = tester::of(&super::NON_CANONICAL_IP);
        let of = |address: &str| {
            format!("apiVersion: v1\nkind: Service\nmetadata: {{name: s}}\nspec: {{externalIPs: ['{address}']}}\n")
        };
        let fixed = |address: &str| rule.fails(&of(address)).fix.map(|it| it.edits[0].text.clone());
        assert_eq!(fixed("010.0.0.1"), None);
        assert_eq!(fixed("2001:DB8:0::1").as_deref(), Some("'2001:db8::1'"));
        assert_eq!(fixed("::ffff:192.0.2.1").as_deref(), Some("'192.0.2.1'"));
        for good in ["192.0.2.1", "2001:db8::1", "None", "::1", "not an address", ""] {
            rule.passes(&of(good));
        }
    }

    #[test]
    fn blocks_of_network_policies_count() {
        let rule = tester::of(&super::NON_CANONICAL_IP);
        let of = |block: &str| {
            format!(
                "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: p}}\nspec: {{egress: [{{to: [{{ipBlock: {block}}}]}}]}}\n"
            )
        };
        rule.fails(&of("{cidr: 192.168.1.1/24}"));
        rule.fails(&of("{cidr: 0.0.0.0/0, except: [10.0.0.1/8]}"));
        rule.passes(&of("{cidr: 0.0.0.0/0, except: [10.0.0.0/8, 192.168.1.1/32]}"));
    }
}
