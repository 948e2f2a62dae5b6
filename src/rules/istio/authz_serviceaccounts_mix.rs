//! `authz-serviceaccounts-mix`

use crate::rule::prelude::*;

declare_rule! {
    /// Lists of service accounts that Istio refuses.
    ///
    /// ## Why is this bad?
    /// A `source` with `serviceAccounts` may have no principals or namespaces, at most 16 entries, no `*`, and each is
    /// `name` or `namespace/name`. Otherwise the policy is refused, or, where the webhook is off, has no effect.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   rules:
    ///     - from: [{source: {serviceAccounts: [shop/web], namespaces: [shop]}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: web}
    /// spec:
    ///   rules:
    ///     - from: [{source: {serviceAccounts: [shop/web]}}]
    /// ```
    pub AUTHZ_SERVICEACCOUNTS_MIX = "authz-serviceaccounts-mix" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0106"],
        check: Resource(&[Kind::AuthorizationPolicy], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(policy) = AuthorizationPolicy::of(resource) else { return };
    for source in policy.rules().flat_map(AuthorizationPolicy::sources) {
        let clauses = Clause::of_source(source);
        for accounts in clauses.iter().filter(|it| it.attribute == Attribute::ServiceAccounts) {
            let beside = |it: &&Clause<'_>| matches!(it.attribute, Attribute::Principals | Attribute::Namespaces);
            if let Some(other) = clauses.iter().find(beside) {
                cx.report(other.list, format!("`{}` may not stand beside `{}`", other.name(), accounts.name()))
                    .label(accounts.list, "the service accounts")
                    .help("keep one of the two, or make two entries of `from`")
                    .covers(&["istio-schema-invalid"]);
            }
            if accounts.list.len() > MOST {
                cx.report(accounts.list, format!("`{}` has more than {MOST} entries", accounts.name()))
                    .help("spread them over several entries of `from`")
                    .covers(&["istio-schema-invalid"]);
            }
            for (value, text) in accounts.texts().filter(|it| !is_account(it.1)) {
                cx.report(value, format!("`{text}` is not a service account"))
                    .help("write `name` or `namespace/name`, without `*`")
                    .covers(&["istio-schema-invalid"]);
            }
        }
    }
}

/// As many as one list may have.
const MOST: usize = 16;

fn is_account(text: &str) -> bool {
    let mut parts = text.split('/');
    !text.contains('*') && text.split('/').all(|it| !it.is_empty()) && parts.by_ref().count() <= 2
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn each_limit_is_one_finding() {
        let rule = tester::of(&super::AUTHZ_SERVICEACCOUNTS_MIX);
        let of = |spec: &str| {
            format!(
                "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: p}}\nspec: {spec}\n"
            )
        };
        let source = |it: &str| of(&format!("{{rules: [{{from: [{{source: {{{it}}}}}]}}]}}"));
        rule.passes(&source("serviceAccounts: [web, shop/web], ipBlocks: [10.0.0.1]"));
        rule.passes(&source("namespaces: [a], principals: [b]"));
        for it in [
            "serviceAccounts: ['*']",
            "serviceAccounts: [a/b/c]",
            "serviceAccounts: [a/]",
            "notServiceAccounts: [a], principals: [b]",
        ] {
            rule.fails(&source(it));
        }
        let many: Vec<String> = (0..17).map(|it| format!("a{it}")).collect();
        rule.fails(&source(&format!("serviceAccounts: [{}]", many.join(", "))));
    }
}
