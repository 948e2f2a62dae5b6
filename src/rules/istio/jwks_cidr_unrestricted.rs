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
        check: Related(&[Kind::Deployment], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    const SWITCH: &str = "BLOCKED_CIDRS_IN_JWKS_URIS";
    let is_istiod = resource.label("app").and_then(Value::text) == Some("istiod");
    if !is_istiod && resource.name() != "istiod" && !resource.name().starts_with("istiod-") {
        return;
    }
    let has = |it: Container<'a>| it.value().list("env").any(|it| it.str("name") == Some(SWITCH));
    let Some(pod) = Pod::all(resource).find(|it| !it.containers().any(has)) else { return };
    let fetched = index.of_kind(Kind::RequestAuthentication).filter(|it| index.same_cluster(*it, resource));
    let Some((uri, _)) = fetched.flat_map(jwt::rules).find_map(jwt::keys_at) else { return };
    let at = pod.containers().find(|it| it.name() == "discovery").or_else(|| pod.containers().next());
    let Some(at) = at else { return };
    cx.report(at, "istiod fetches keys from any address, inside the network as well")
        .label(uri, "keys that it fetches")
        .help("set `BLOCKED_CIDRS_IN_JWKS_URIS` to the blocks of the network");
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn it_is_said_once_and_only_where_keys_are_fetched() {
        let rule = tester::of(&super::JWKS_CIDR_UNRESTRICTED);
        let keys = |name: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: RequestAuthentication\nmetadata: {{name: {name}}}\nspec: {{jwtRules: [{{issuer: a, jwksUri: 'https://a.b'}}]}}\n---\n"
            )
        };
        let istiod = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: istiod-canary}\nspec: {template: {spec: {containers: [{name: discovery}]}}}\n";
        rule.passes(&keys("p"));
        rule.passes(istiod);
        rule.fails(&format!("{}{}{istiod}", keys("p"), keys("q")));
        rule.passes(&format!("{}{}", keys("p"), istiod.replace("istiod-canary", "web")));
    }
}
