//! `jwks-internal-address`

use super::jwt;
use crate::manifest::address;
use crate::rule::prelude::*;
use core::net::IpAddr;

declare_rule! {
    /// Keys for tokens at an address inside the network.
    ///
    /// ## Why is this bad?
    /// istiod fetches the keys, from wherever the policy says. An internal address makes it a way to ask services that
    /// the author of the policy cannot reach: the metadata service of the cloud, the node, localhost.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: RequestAuthentication
    /// metadata: {name: web}
    /// spec:
    ///   jwtRules:
    ///     - issuer: https://login.example.com
    ///       jwksUri: https://169.254.169.254/latest/meta-data/
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: RequestAuthentication
    /// metadata: {name: web}
    /// spec:
    ///   jwtRules:
    ///     - issuer: https://login.example.com
    ///       jwksUri: https://login.example.com/keys
    ///       audiences: [shop]
    /// ```
    pub JWKS_INTERNAL_ADDRESS = "jwks-internal-address" {
        severity: High,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cve:CVE-2026-41413", "cwe:918"],
        check: Resource(&[Kind::RequestAuthentication], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for (value, url) in jwt::rules(resource).filter_map(jwt::keys_at) {
        let Some(host) = jwt::host(url) else { continue };
        let named = host == "localhost" || host.ends_with(".localhost") || host.ends_with(".internal");
        if named || address(host).is_some_and(is_internal) {
            cx.report(value, format!("istiod is sent to `{host}`, which is inside the network"))
                .help("name the issuer's public address, or write the keys into `jwks`");
        }
    }
}

fn is_internal(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(it) => it.is_loopback() || it.is_link_local() || it.is_private() || it.is_unspecified(),
        IpAddr::V6(it) => {
            it.is_loopback() || it.is_unspecified() || matches!(it.segments()[0], 0xfc00..=0xfdff | 0xfe80..=0xfebf)
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn addresses_count_in_all_forms() {
        let rule = tester::of(&super::JWKS_INTERNAL_ADDRESS);
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: RequestAuthentication\nmetadata: {{name: p}}\nspec: {spec}\n"
            )
        };
        let uri = |it: &str| of(&format!("{{jwtRules: [{{issuer: a, jwksUri: '{it}'}}]}}"));
        for it in [
            "http://127.0.0.1/k",
            "https://[::1]/k",
            "https://[::ffff:10.0.0.1]/k",
            "https://10.1.2.3:80",
            "http://metadata.google.internal/k",
            "http://localhost/",
        ] {
            rule.fails(&uri(it));
        }
        for it in ["https://8.8.8.8/k", "https://keys.auth.svc.cluster.local/k", "https://internal.example.com/k"] {
            rule.passes(&uri(it));
        }
    }
}
