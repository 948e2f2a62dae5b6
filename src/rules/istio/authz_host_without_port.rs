//! `authz-host-without-port`

use crate::rule::prelude::*;

declare_rule! {
    /// Denied hosts that a port gets around.
    ///
    /// ## Why is this bad?
    /// The Host header may carry a port, and then it is another text: with `shop.example.com` denied,
    /// `shop.example.com:443` passes.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   action: DENY
    ///   rules:
    ///     - to: [{operation: {hosts: [admin.example.com]}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   action: DENY
    ///   rules:
    ///     - to: [{operation: {hosts: [admin.example.com, 'admin.example.com:*']}}]
    /// ```
    pub AUTHZ_HOST_WITHOUT_PORT = "authz-host-without-port" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:183"],
        check: Resource(&[Kind::AuthorizationPolicy], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(policy) = AuthorizationPolicy::of(resource) else { return };
    let negated = match policy.action() {
        AuthorizationAction::Deny => false,
        AuthorizationAction::Allow => true,
        _ => return,
    };
    for hosts in policy.clauses().filter(|it| it.attribute == Attribute::Hosts && it.negated == negated) {
        for (value, host) in hosts.texts() {
            let with_port = format!("{host}:*");
            let open = host.is_empty() || host.ends_with('*') || host.contains([':', '/', '\'', '(']);
            if open || hosts.texts().any(|it| it.1.eq_ignore_ascii_case(&with_port)) {
                continue;
            }
            let finding = cx.report(value, format!("`{host}` with a port, as in `{host}:443`, is not on the list"));
            if host.contains('*') {
                finding.help("list the hosts by name, each with `:*` as well: only one `*` has a meaning");
            } else {
                finding.help(format!("add `{with_port}`")).fix(
                    Safety::Unsafe,
                    "add the host with any port",
                    Edit::append_item(hosts.list, &format!("'{with_port}'")),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn lists_that_fail_closed_need_no_port() {
        let rule = tester::of(&super::AUTHZ_HOST_WITHOUT_PORT);
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: p}}\nspec: {spec}\n"
            )
        };
        rule.passes(&of("{rules: [{to: [{operation: {hosts: [a.example.com]}}]}]}"));
        rule.passes(&of("{action: DENY, rules: [{to: [{operation: {notHosts: [a.example.com]}}]}]}"));
        rule.fails(&of("{rules: [{to: [{operation: {notHosts: [a.example.com]}}]}]}"));
        rule.passes(&of("{action: DENY, rules: [{to: [{operation: {hosts: ['a.example.com*', '*']}}]}]}"));
        let suffix = rule.fails(&of("{action: DENY, rules: [{to: [{operation: {hosts: ['*.example.com']}}]}]}"));
        assert!(suffix.fix.is_none());
    }
}
