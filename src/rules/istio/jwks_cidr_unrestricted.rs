//! `jwks-cidr-unrestricted`

use super::jwt;
use crate::rule::prelude::*;

declare_rule! {
    /// Keys that istiod fetches from anywhere.
    ///
    /// ## Why is this bad?
    /// istiod asks whatever address a RequestAuthentication names. With `BLOCKED_CIDRS_IN_JWKS_URIS` it refuses
    /// addresses inside the network.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: RequestAuthentication
    /// metadata: {name: login}
    /// spec:
    ///   jwtRules:
    ///     - {issuer: https://login.example.com, jwksUri: https://login.example.com/keys}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: istiod}
    /// spec:
    ///   template:
    ///     spec:
    ///       containers:
    ///         - {name: discovery, image: istio/pilot:1.30.0}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: RequestAuthentication
    /// metadata: {name: login}
    /// spec:
    ///   jwtRules:
    ///     - {issuer: https://login.example.com, jwksUri: https://login.example.com/keys}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: istiod}
    /// spec:
    ///   template:
    ///     spec:
    ///       containers:
    ///         - name: discovery
    ///           image: istio/pilot:1.30.0
    ///           env: [{name: BLOCKED_CIDRS_IN_JWKS_URIS, value: 10.0.0.0/8}]
    /// ```
    pub JWKS_CIDR_UNRESTRICTED = "jwks-cidr-unrestricted" {
        severity: Low,
        confidence: Low,
        since: "0.1.0",
        refs: ["istioctl:IST0175", "cwe:918"],
        check: Related(&[Kind::RequestAuthentication], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    const SWITCH: &str = "BLOCKED_CIDRS_IN_JWKS_URIS";
    let Some((uri, _)) = jwt::rules(resource).find_map(jwt::keys_at) else { return };
    let mut control = index.named(Kind::Deployment, "istiod").filter(|it| index.same_cluster(*it, resource)).peekable();
    let has = |it: Pod<'a>| it.containers().any(|it| it.value().list("env").any(|it| it.str("name") == Some(SWITCH)));
    let Some(&istiod) = control.peek() else { return };
    if !control.flat_map(Pod::all).any(has) {
        cx.report(uri, "istiod fetches keys from any address, inside the network as well")
            .label(istiod, "does not set `BLOCKED_CIDRS_IN_JWKS_URIS`")
            .help("set the variable of istiod to the blocks of the network");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn without_istiod_it_is_unknown() {
        let rule = tester::of(&super::JWKS_CIDR_UNRESTRICTED);
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: RequestAuthentication\nmetadata: {{name: p}}\nspec: {spec}\n"
            )
        };
        rule.passes(&of("{jwtRules: [{issuer: a, jwksUri: 'https://a.b'}]}"));
    }
}
