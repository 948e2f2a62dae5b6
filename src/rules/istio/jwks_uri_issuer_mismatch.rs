//! `jwks-uri-issuer-mismatch`

use super::jwt;
use crate::rule::prelude::*;

declare_rule! {
    /// Keys that come from another domain than the tokens.
    ///
    /// ## Why is this bad?
    /// Whoever owns the place of the keys decides which tokens are good. That is usually the issuer itself; another
    /// domain may be a mistake or a test setup that was left in.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: RequestAuthentication
    /// metadata: {name: web}
    /// spec:
    ///   jwtRules:
    ///     - issuer: https://login.example.com
    ///       jwksUri: https://keys.example.net/jwks
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
    pub JWKS_URI_ISSUER_MISMATCH = "jwks-uri-issuer-mismatch" {
        severity: Low,
        confidence: Low,
        since: "0.1.0",
        refs: ["cwe:346"],
        check: Resource(&[Kind::RequestAuthentication], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for rule in jwt::rules(resource) {
        let (Some(issuer), Some((value, url))) = (rule.get("issuer"), jwt::keys_at(rule)) else { continue };
        // An issuer need not be a URL, and keys inside of the cluster stand for one outside.
        let (Some(of), Some(at)) = (issuer.as_str().and_then(jwt::host), jwt::host(url)) else { continue };
        if !jwt::is_in_cluster(at) && domain(of) != domain(at) && !is_family(of, at) {
            cx.report(value, format!("the keys come from `{at}`, the tokens from `{of}`"))
                .label(issuer, "the issuer")
                .help("fetch the keys from the issuer");
        }
    }
}

/// Issuers that publish their keys under another name of theirs.
fn is_family(issuer: &str, keys: &str) -> bool {
    issuer == "accounts.google.com" && keys.ends_with(".googleapis.com")
        || issuer == "securetoken.google.com" && keys.ends_with(".googleapis.com")
        || issuer == "sts.windows.net" && keys.ends_with(".microsoftonline.com")
}

/// The last two parts of a name, which is what is registered in most countries.
fn domain(host: &str) -> &str {
    let mut dots = host.rmatch_indices('.').map(|it| it.0);
    dots.nth(1).map_or(host, |at| &host[at + 1..])
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn families_and_the_cluster_pass() {
        let rule = tester::of(&super::JWKS_URI_ISSUER_MISMATCH);
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: RequestAuthentication\nmetadata: {{name: p}}\nspec: {spec}\n"
            )
        };
        let pair = |a: &str, b: &str| of(&format!("{{jwtRules: [{{issuer: '{a}', jwksUri: '{b}'}}]}}"));
        rule.passes(&pair("https://accounts.google.com", "https://www.googleapis.com/oauth2/v3/certs"));
        rule.passes(&pair("https://a.example.com/", "https://b.example.com/keys"));
        rule.passes(&pair(
            "https://kubernetes.default.svc.cluster.local",
            "http://proxy.istio-system.svc.cluster.local/k",
        ));
        rule.passes(&pair("me@example.com", "https://keys.example.net"));
        rule.fails(&pair("https://example.com", "https://example.org/keys"));
    }
}
