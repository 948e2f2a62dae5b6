//! `authz-claims-without-requestauthn`

use crate::rule::prelude::*;

declare_rule! {
    /// Claims of a token that nothing checks.
    ///
    /// ## Why is this bad?
    /// Only a RequestAuthentication reads tokens. Without one for the workload no request has a principal or claims:
    /// what is allowed by them is allowed to nobody, and a denial of those without a token denies all.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   rules:
    ///     - from: [{source: {requestPrincipals: ['*']}}]
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       containers:
    ///         - {name: web, image: example.com/web:1, ports: [{containerPort: 8080}]}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   selector: {app: web}
    ///   ports:
    ///     - {port: 80}
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: RequestAuthentication
    /// metadata: {name: other, namespace: shop}
    /// spec:
    ///   selector: {matchLabels: {app: other}}
    ///   jwtRules:
    ///     - {issuer: https://login.example.com, jwksUri: https://login.example.com/keys}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   rules:
    ///     - from: [{source: {requestPrincipals: ['*']}}]
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       containers:
    ///         - {name: web, image: example.com/web:1, ports: [{containerPort: 8080}]}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   selector: {app: web}
    ///   ports:
    ///     - {port: 80}
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: RequestAuthentication
    /// metadata: {name: all, namespace: shop}
    /// spec:
    ///   jwtRules:
    ///     - {issuer: https://login.example.com, jwksUri: https://login.example.com/keys}
    /// ```
    pub AUTHZ_CLAIMS_WITHOUT_REQUESTAUTHN = "authz-claims-without-requestauthn" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:306"],
        check: Related(&[Kind::AuthorizationPolicy], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(policy) = AuthorizationPolicy::of(resource) else { return };
    let Some(clause) = policy.clauses().find(|it| it.attribute.is_token()) else { return };
    // One in the root namespace may be anywhere but here.
    let known = cx.is_closed_world()
        || index.has_kind(Kind::RequestAuthentication) && index.owns(resource.namespace(), resource);
    if !known || policy.guards_gateway() {
        return;
    }
    let meets = |it: Resource<'a>| {
        if policy.has_targets() {
            let name = |it: Value<'a>| (it.str("kind"), it.str("name"));
            let targets = || it.spec().into_iter().flat_map(|it| it.list("targetRefs").chain(it.get("targetRef")));
            return policy.targets().any(|own| targets().any(|it| name(it) == name(own)));
        }
        let other = it.path("spec.selector").map(Selector::of_label_selector).unwrap_or_default();
        let differs = |own: &(&str, &str)| other.equal().iter().any(|it| it.0 == own.0 && it.1 != own.1);
        !policy.selector().equal().iter().any(differs)
    };
    if !index.policies_at(Kind::RequestAuthentication, resource).any(meets) {
        cx.report(clause.list, "no RequestAuthentication reads tokens for this workload: no request has one")
            .help("add a RequestAuthentication with the same selector or `targetRefs`");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn unknown_unless_tokens_are_checked_here() {
        let rule = tester::of(&super::AUTHZ_CLAIMS_WITHOUT_REQUESTAUTHN);
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: p}}\nspec: {spec}\n"
            )
        };
        let policy = of("{action: DENY, rules: [{from: [{source: {notRequestPrincipals: ['*']}}]}]}");
        rule.passes(&policy);
        tester::of(&super::AUTHZ_CLAIMS_WITHOUT_REQUESTAUTHN).closed().fails(&policy);
        tester::of(&super::AUTHZ_CLAIMS_WITHOUT_REQUESTAUTHN)
            .closed()
            .passes(&of("{rules: [{from: [{source: {principals: ['*']}}]}]}"));
    }
}
