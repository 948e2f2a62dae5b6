//! `authz-multiple-custom-providers`

use crate::rule::prelude::*;

declare_rule! {
    /// Several external authorizers for one workload.
    ///
    /// ## Why is this bad?
    /// A workload can ask one external authorizer. With two `CUSTOM` policies that name different providers, Istio
    /// denies every request unless istiod is told to take several.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   action: CUSTOM
    ///   provider: {name: opa}
    ///   rules:
    ///     - {}
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: login}
    /// spec:
    ///   action: CUSTOM
    ///   provider: {name: oauth2-proxy}
    ///   rules:
    ///     - {}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   action: CUSTOM
    ///   provider: {name: opa}
    ///   rules:
    ///     - {}
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: login}
    /// spec:
    ///   action: CUSTOM
    ///   provider: {name: opa}
    ///   rules:
    ///     - {}
    /// ```
    pub AUTHZ_MULTIPLE_CUSTOM_PROVIDERS = "authz-multiple-custom-providers" {
        severity: High,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Related(&[Kind::AuthorizationPolicy], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(policy) = AuthorizationPolicy::of(resource).filter(|it| it.action() == AuthorizationAction::Custom) else {
        return;
    };
    let name = |it: AuthorizationPolicy<'a>| it.get("provider").and_then(|it| it.get("name"));
    let Some(own) = name(policy) else { return };
    let earlier = index
        .policies_at(Kind::AuthorizationPolicy, resource)
        .take_while(|it| it.root() != resource.root())
        .filter_map(AuthorizationPolicy::of)
        .filter(|it| it.action() == AuthorizationAction::Custom)
        .find(|it| {
            let other = name(*it).and_then(Value::text);
            let meets = it.reaches_all_of(policy) || policy.reaches_all_of(*it);
            other.is_some() && other != own.text() && meets && index.together(it.resource(), resource)
        });
    let several = |it: Pod<'a>| {
        let env = it.containers().flat_map(|it| it.value().list("env"));
        env.into_iter().any(|it| it.str("name") == Some("PILOT_ENABLE_MULTIPLE_CUSTOM_AUTHZ_PROVIDERS"))
    };
    let Some(other) = earlier else { return };
    if index.named(Kind::Deployment, "istiod").flat_map(Pod::all).any(several) {
        return;
    }
    let finding = cx.report(own, "a workload asks one external authorizer, and two are named for it");
    finding.help("use one provider, or let one authorizer ask the other");
    if let Some(other) = name(other) {
        finding.label(other, "the other provider");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_those_that_meet_count() {
        let rule = tester::of(&super::AUTHZ_MULTIPLE_CUSTOM_PROVIDERS);
        let of = |name: &str, selector: &str, provider: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: {name}, namespace: x}}\nspec: {{selector: {{matchLabels: {{{selector}}}}}, action: CUSTOM, provider: {{name: {provider}}}, rules: [{{}}]}}\n---\n"
            )
        };
        rule.passes(&format!("{}{}", of("a", "app: a", "one"), of("b", "app: b", "two")));
        rule.fails(&format!("{}{}", of("a", "app: a", "one"), of("b", "", "two")));
        rule.fails(&format!("{}{}", of("a", "app: a", "one"), of("b", "app: a", "two")));
        let istiod = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: istiod}\nspec: {template: {spec: {containers: [{name: d, env: [{name: PILOT_ENABLE_MULTIPLE_CUSTOM_AUTHZ_PROVIDERS, value: 'true'}]}]}}}\n";
        rule.passes(&format!("{}{}{istiod}", of("a", "app: a", "one"), of("b", "", "two")));
    }
}
