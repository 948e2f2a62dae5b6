//! `ingress-auth-bypass-by-sibling`

use super::auth;
use crate::rule::prelude::*;

declare_rule! {
    /// Ingresses that lead around the login of another one.
    ///
    /// ## Why is this bad?
    /// Annotations are about the paths of their own Ingress. Another Ingress for the same host that sends to the same
    /// Service, without the annotation, lets in whoever takes its path.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: shop, annotations: {nginx.ingress.kubernetes.io/auth-url: "https://login.example.com"}}
    /// spec:
    ///   ingressClassName: nginx
    ///   rules:
    ///     - {host: shop.example.com, http: {paths: [{path: /admin, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}
    /// ---
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: shop-2}
    /// spec:
    ///   ingressClassName: nginx
    ///   rules:
    ///     - {host: shop.example.com, http: {paths: [{path: /Admin, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: shop, annotations: {nginx.ingress.kubernetes.io/auth-url: "https://login.example.com"}}
    /// spec:
    ///   ingressClassName: nginx
    ///   rules:
    ///     - {host: shop.example.com, http: {paths: [{path: /admin, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}
    /// ---
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: shop-2}
    /// spec:
    ///   ingressClassName: nginx
    ///   rules:
    ///     - {host: shop.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: site, port: {number: 80}}}}]}}
    /// ```
    pub INGRESS_AUTH_BYPASS_BY_SIBLING = "ingress-auth-bypass-by-sibling" {
        severity: High,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:288"],
        check: Related(&[Kind::Ingress], check)
    }
}

/// More Ingresses of one host than this are shards of one site; comparing all would cost more than it tells.
const MANY: usize = 32;

/// What is often open on purpose on a site that is closed.
const OPEN: [&str; 12] = [
    ".well-known",
    "oauth2",
    "oauth",
    "login",
    "health",
    "healthz",
    "livez",
    "readyz",
    "static",
    "assets",
    "public",
    "webhook",
];

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(ingress) = Ingress::of(resource).filter(|it| !auth::is_guarded(*it)) else { return };
    // A canary takes over what the main Ingress says, and a login that is switched off is meant.
    if ingress.nginx("canary").is_some() || ingress.nginx("enable-global-auth").is_some() {
        return;
    }
    for (host, mine) in ingress.paths().filter(|it| !it.0.is_empty()) {
        let Some(service) = backend(mine) else { continue };
        let siblings = index
            .naming(Kind::Ingress, host)
            .map(|it| it.0)
            .filter(|it| it.root() != resource.root() && index.together(*it, resource))
            .take(MANY)
            .filter_map(Ingress::of)
            .filter(|it| it.class() == ingress.class());
        let mut guarded = siblings.filter_map(|it| Some((it, auth::guard(it)?)));
        let found = guarded.find_map(|(other, guard)| {
            let paths = other.paths().filter(|it| it.0 == host && backend(it.1) == Some(service));
            let exact = |it: Value<'a>| relation(path(it), path(mine));
            let (theirs, exact) = paths.filter_map(|it| Some((it.1, exact(it.1)?))).next()?;
            Some((other, guard, theirs, exact))
        });
        let Some((other, guard, theirs, exact)) = found else { continue };
        let name = other.resource().name();
        let finding = cx.report(
            mine,
            format!("`{host}{}` leads to Service `{service}` past the login of Ingress `{name}`", path(mine)),
        );
        finding
            .label(guard, "asks who it is")
            .label(theirs, "only on this path")
            .help("give this Ingress the same annotation, or send the path to another Service");
        if !exact {
            finding.severity(Severity::Medium).confidence(Confidence::Low);
        }
    }
}

fn path(value: Value<'_>) -> &str {
    value.str("path").unwrap_or("/")
}

fn backend(path: Value<'_>) -> Option<&str> {
    let backend = path.get("backend")?;
    backend.path("service.name").or_else(|| backend.get("serviceName"))?.as_str()
}

/// Whether an open path reaches what a guarded one does: `true` where it is the same but for case or slashes, `false` where it
/// lies below.
fn relation(guarded: &str, open: &str) -> Option<bool> {
    let plain = |it: &str| it.trim_end_matches(".*").trim_end_matches('/').to_ascii_lowercase();
    let (one, other) = (plain(guarded), plain(open));
    if one == other {
        return Some(true);
    }
    let rest = other.strip_prefix(&one)?.strip_prefix('/')?;
    let first = rest.split('/').next().unwrap_or_default();
    (!OPEN.iter().any(|it| first.starts_with(it))).then_some(false)
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    const LOGIN: &str = "nginx.ingress.kubernetes.io/auth-url: 'https://a'";

    fn of(name: &str, annotations: &str, path: &str, service: &str) -> String {
        format!(
            "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: {name}, annotations: {{{annotations}}}}}\nspec: {{rules: [{{host: a.b, http: {{paths: [{{path: {path}, backend: {{service: {{name: {service}}}}}}}]}}}}]}}\n---\n"
        )
    }

    #[test]
    fn what_lies_below_may_be_meant() {
        let rule = tester::of(&super::INGRESS_AUTH_BYPASS_BY_SIBLING);
        let guarded = of("one", LOGIN, "/", "web");
        rule.fails(&format!("{guarded}{}", of("two", "", "/", "web")));
        let found = rule.fails(&format!("{guarded}{}", of("two", "", "/api", "web")));
        assert_eq!(found.severity, crate::finding::Severity::Medium);
        rule.passes(&format!("{guarded}{}", of("two", "", "/oauth2", "web")));
        rule.passes(&format!("{guarded}{}", of("two", "", "/api", "api")));
        rule.passes(&format!("{guarded}{}", of("two", LOGIN, "/api", "web")));
        let canary = "nginx.ingress.kubernetes.io/canary: 'true'";
        rule.passes(&format!("{guarded}{}", of("two", canary, "/", "web")));
        rule.passes(&format!("{}{}", of("one", LOGIN, "/admin", "web"), of("two", "", "/", "web")));
        rule.passes(&format!("{}{}", of("one", LOGIN, "/admin", "web"), of("two", "", "/administer", "web")));
    }
}
