//! `authz-dryrun-only`

use crate::rule::prelude::*;

declare_rule! {
    /// AuthorizationPolicies that are only tried out.
    ///
    /// ## Why is this bad?
    /// With the annotation `istio.io/dry-run` a policy is evaluated and logged, and every request passes as if it were
    /// not there. A ztunnel drops it altogether.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata:
    ///   name: web
    ///   annotations: {istio.io/dry-run: "true"}
    /// spec:
    ///   action: DENY
    ///   rules:
    ///     - from: [{source: {namespaces: [guest]}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata:
    ///   name: web
    ///   annotations: {istio.io/dry-run: "false"}
    /// spec:
    ///   action: DENY
    ///   rules:
    ///     - from: [{source: {namespaces: [guest]}}]
    /// ```
    pub AUTHZ_DRYRUN_ONLY = "authz-dryrun-only" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Resource(&[Kind::AuthorizationPolicy], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(policy) = AuthorizationPolicy::of(resource).filter(|it| it.is_dry_run()) else { return };
    if let Some(at) = resource.annotation("istio.io/dry-run") {
        let what = match policy.action() {
            AuthorizationAction::Deny => "denies nothing",
            _ => "enforces nothing",
        };
        cx.report(at, format!("`{}` {what}: it is only tried out", resource.name()))
            .help("take the annotation away once the logs show that the policy is right");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn other_values_are_not_read() {
        let rule = tester::of(&super::AUTHZ_DRYRUN_ONLY);
        let of = |value: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: p, annotations: {{istio.io/dry-run: {value}}}}}\nspec: {{}}\n"
            )
        };
        rule.fails(&of("'true'"));
        rule.passes(&of("'yes'"));
        rule.passes(&of("'1'"));
    }
}
