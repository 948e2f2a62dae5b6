//! `authz-rules-shape`

use super::shape;
use crate::rule::prelude::*;

declare_rule! {
    /// AuthorizationPolicies that Istio refuses.
    ///
    /// ## Why is this bad?
    /// The webhook of Istio refuses the policy, and where it is not asked (a server-side dry run, a cluster without it)
    /// the policy has no effect or another one. What it was to protect stays open.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   action: DENY
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   action: DENY
    ///   rules:
    ///     - from: [{source: {ipBlocks: [10.0.0.0/8]}}]
    ///       to: [{operation: {ports: ['8080']}}]
    /// ```
    pub AUTHZ_RULES_SHAPE = "authz-rules-shape" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0106"],
        check: Resource(&[Kind::AuthorizationPolicy], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(policy) = AuthorizationPolicy::of(resource) else { return };
    let action = policy.action();
    let mut refuse = |at: Option<Value<'_>>, message: String| {
        match at {
            Some(at) => cx.report(at, message),
            None => cx.report(resource, message),
        }
        .help("write what Istio accepts: it refuses the policy as it is")
        .covers(&["istio-schema-invalid"]);
    };
    if let Some(written) = policy.get("action").filter(|_| action == AuthorizationAction::Unknown) {
        refuse(Some(written), format!("`{}` is not an action", written.text().unwrap_or_default()));
    }
    let decides = matches!(action, AuthorizationAction::Deny | AuthorizationAction::Custom);
    if decides && policy.rules().next().is_none() {
        refuse(policy.get("action"), "a policy with this action needs rules".to_owned());
    }
    match policy.get("provider") {
        Some(provider) if action != AuthorizationAction::Custom => {
            refuse(Some(provider), "only a policy with `action: CUSTOM` has a provider".to_owned());
        }
        None if action == AuthorizationAction::Custom => {
            refuse(policy.get("action"), "`CUSTOM` needs a provider".to_owned());
        }
        _ => {}
    }
    if let Some(selector) = policy.get("selector").filter(|_| policy.has_targets()) {
        refuse(Some(selector), "a policy has a selector or `targetRefs`, not both".to_owned());
    }
    for rule in policy.rules() {
        shape::judge(rule, &mut refuse);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn each_mistake_is_one_finding() {
        let rule = tester::of(&super::AUTHZ_RULES_SHAPE);
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: p}}\nspec: {spec}\n"
            )
        };
        for spec in [
            "{action: deny, rules: [{}]}",
            "{action: CUSTOM, rules: [{}]}",
            "{action: CUSTOM, provider: {name: a}, rules: []}",
            "{provider: {name: a}, rules: [{}]}",
            "{selector: {matchLabels: {a: b}}, targetRefs: [{kind: Gateway, name: g}]}",
            "{rules: [{from: [{source: {}}]}]}",
            "{rules: [{from: [{}]}]}",
            "{rules: [{to: [{operation: {}}]}]}",
            "{rules: [{when: [{key: source.ips, values: [a]}]}]}",
            "{rules: [{when: [{key: source.namespace}]}]}",
            "{rules: [{when: [{values: [a]}]}]}",
            "{rules: [{from: [{source: {ipBlocks: [10.0.0.0/33]}}]}]}",
            "{rules: [{when: [{key: source.ip, values: [example.com]}]}]}",
            "{rules: [{to: [{operation: {ports: [8080]}}]}]}",
            "{rules: [{to: [{operation: {ports: ['http']}}]}]}",
            "{rules: [{to: [{operation: {ports: ['65536']}}]}]}",
        ] {
            rule.fails(&of(spec));
        }
        for spec in [
            "{}",
            "{rules: []}",
            "{action: DENY, rules: [{}]}",
            "{rules: [{from: [{source: {ipBlocks: ['2001:db8::/32', 10.0.0.1]}}]}]}",
            "{rules: [{when: [{key: 'request.headers[x]', notValues: [a]}]}]}",
            "{targetRefs: [{kind: Gateway, name: g}], rules: [{to: [{operation: {notPorts: ['1']}}]}]}",
        ] {
            rule.passes(&of(spec));
        }
    }
}
