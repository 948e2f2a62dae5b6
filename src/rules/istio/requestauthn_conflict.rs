//! `requestauthn-conflict`

use super::jwt;
use crate::rule::prelude::*;

declare_rule! {
    /// One issuer with different keys for one workload.
    ///
    /// ## Why is this bad?
    /// The rules of all RequestAuthentications of a workload are put together. For one issuer only one set of keys is
    /// looked at: tokens that were signed with the other keys are refused, and which those are is not laid down.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: RequestAuthentication
    /// metadata: {name: one}
    /// spec:
    ///   jwtRules: [{issuer: "https://login.example.com", jwksUri: "https://login.example.com/keys"}]
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: RequestAuthentication
    /// metadata: {name: two}
    /// spec:
    ///   jwtRules: [{issuer: "https://login.example.com", jwksUri: "https://login.example.com/old-keys"}]
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: RequestAuthentication
    /// metadata: {name: one}
    /// spec:
    ///   jwtRules: [{issuer: "https://login.example.com", jwksUri: "https://login.example.com/keys"}]
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: RequestAuthentication
    /// metadata: {name: two}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   jwtRules: [{issuer: "https://partner.example.com", jwksUri: "https://login.example.com/old-keys"}]
    /// ```
    pub REQUESTAUTHN_CONFLICT = "requestauthn-conflict" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: [],
        check: Related(&[Kind::RequestAuthentication], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let mut before: Vec<Value<'a>> = Vec::new();
    for rule in jwt::rules(resource) {
        if let Some(twin) = before.iter().find(|it| differ(**it, rule)) {
            report(rule, *twin, "another rule of this policy", cx);
        }
        before.push(rule);
    }
    let own = index.in_namespace(Kind::RequestAuthentication, resource.namespace());
    let own = own.take_while(|it| it.root() != resource.root()).filter(|it| index.together(*it, resource));
    let in_root = index.is_in_root_namespace(resource);
    let root = index.of_root_namespace(Kind::RequestAuthentication, resource).filter(|_| !in_root);
    for other in own.chain(root).filter(|it| meet(resource, *it)) {
        let pair = before.iter().find_map(|it| Some((*it, jwt::rules(other).find(|twin| differ(*twin, *it))?)));
        if let Some((rule, twin)) = pair {
            report(rule, twin, &format!("RequestAuthentication `{}`", other.name()), cx);
            return;
        }
    }
}

fn report<'a>(rule: Value<'a>, twin: Value<'a>, other: &str, cx: &mut Context<'_>) {
    let at = rule.get("issuer").unwrap_or(rule);
    cx.report(at, format!("{other} has other keys for this issuer"))
        .label(jwt::keys_at(twin).map_or(twin, |it| it.0), "the other keys")
        .help("write the issuer once for these workloads, with one address of keys");
}

/// Whether two rules are for one issuer and take its keys from different places.
fn differ(one: Value<'_>, other: Value<'_>) -> bool {
    let issuer = |it: Value<'_>| it.get("issuer").and_then(Value::text).map(str::to_owned);
    let keys = |it: Value<'_>| {
        let inline = it.get("jwks").and_then(Value::text).filter(|it| !it.is_empty());
        jwt::keys_at(it).map(|it| it.1).or(inline).map(str::to_owned)
    };
    issuer(one).is_some() && issuer(one) == issuer(other) && keys(one) != keys(other)
}

/// Whether some workload has both: what one selects is among what the other does.
fn meet(one: Resource<'_>, other: Resource<'_>) -> bool {
    let targets = |it: Resource<'_>| {
        let spec = it.spec();
        let all = spec.into_iter().flat_map(|it| it.list("targetRefs")).chain(spec.and_then(|it| it.get("targetRef")));
        all.filter_map(|it| Some((it.str("kind")?.to_owned(), it.str("name")?.to_owned()))).collect::<Vec<_>>()
    };
    let (a, b) = (targets(one), targets(other));
    if !a.is_empty() || !b.is_empty() {
        return a.iter().any(|it| b.contains(it));
    }
    let selector = |it: Resource<'_>| {
        let labels = it.path("spec.selector.matchLabels").map(Selector::of_map).unwrap_or_default();
        labels.equal().iter().map(|it| (it.0.to_owned(), it.1.to_owned())).collect::<Vec<_>>()
    };
    let (a, b) = (selector(one), selector(other));
    a.iter().all(|it| b.contains(it)) || b.iter().all(|it| a.contains(it))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(name: &str, place: &str, spec: &str) -> String {
        format!(
            "apiVersion: security.istio.io/v1\nkind: RequestAuthentication\nmetadata: {{name: {name}, namespace: {place}}}\nspec: {{{spec}}}\n---\n"
        )
    }

    #[test]
    fn workloads_and_keys_must_be_those() {
        let rule = tester::of(&super::REQUESTAUTHN_CONFLICT);
        let keys = |uri: &str| format!("jwtRules: [{{issuer: i, jwksUri: 'https://{uri}'}}]");
        let selected = |app: &str, uri: &str| format!("selector: {{matchLabels: {{app: {app}}}}}, {}", keys(uri));
        rule.passes(&(of("a", "x", &keys("k")) + &of("b", "x", &keys("k"))));
        rule.passes(&(of("a", "x", &keys("k")) + &of("b", "y", &keys("l"))));
        rule.fails(&(of("a", "x", &keys("k")) + &of("b", "x", &selected("w", "l"))));
        rule.passes(&(of("a", "x", &selected("v", "k")) + &of("b", "x", &selected("w", "l"))));
        rule.fails(&(of("a", "istio-system", &keys("k")) + &of("b", "x", &keys("l"))));
        rule.fails(&of("a", "x", "jwtRules: [{issuer: i, jwksUri: 'https://k'}, {issuer: i, jwks: '{}'}]"));
        rule.passes(
            &(of("a", "x", &keys("k"))
                + &of("b", "x", &format!("targetRefs: [{{kind: Gateway, name: w}}], {}", keys("l")))),
        );
    }
}
