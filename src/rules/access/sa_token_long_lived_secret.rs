//! `sa-token-long-lived-secret`

use crate::rule::prelude::*;

declare_rule! {
    /// Secrets that hold a service account's token for ever.
    ///
    /// ## Why is this bad?
    /// A Secret of type `kubernetes.io/service-account-token` makes the control plane write a token into it that never
    /// expires and is bound to no pod. Whoever reads it once, from the API, a backup or a CI variable, keeps the
    /// access. Since Kubernetes 1.24 none is made by itself; `kubectl create token` and the token volume give tokens
    /// that end.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Secret
    /// metadata:
    ///   name: ci-token
    ///   annotations: {kubernetes.io/service-account.name: ci}
    /// type: kubernetes.io/service-account-token
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: {name: ci}
    /// ```
    pub SA_TOKEN_LONG_LIVED_SECRET = "sa-token-long-lived-secret" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: [
            "alias:legacy-service-account-token-secret", "kyverno:deny-secret-service-account-token-type", "kyverno:check-serviceaccount-secrets", "cwe:613",
            "cwe:324",
        ],
        check: Resource(&[Kind::Secret, Kind::ServiceAccount], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let help = "delete it and request tokens that expire, with `kubectl create token` or a projected volume";
    if resource.kind() == Kind::Secret {
        let of_token = |it: &Value<'_>| it.as_str() == Some("kubernetes.io/service-account-token");
        let Some(kind) = resource.root().get("type").filter(of_token) else { return };
        let account = resource.annotation("kubernetes.io/service-account.name").and_then(Value::text);
        let whose = account.map_or("a service account".to_owned(), |it| format!("`{it}`"));
        cx.report(kind, format!("Secret `{}` gets a token of {whose} that never expires", resource.name())).help(help);
        return;
    }
    if let Some(first) = resource.root().list("secrets").next() {
        cx.report(first, format!("service account `{}` lists Secrets with tokens", resource.name()))
            .confidence(Confidence::Medium)
            .help("leave `secrets` out: pods get tokens that expire without it");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn accounts_that_list_secrets_count_and_other_types_do_not() {
        let rule = tester::of(&super::SA_TOKEN_LONG_LIVED_SECRET);
        rule.fails(
            "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: a}\nsecrets: [{name: a-token-x}, {name: b}]\n",
        );
        rule.passes(
            "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: a}\nsecrets: []\nimagePullSecrets: [{name: b}]\n",
        );
        rule.passes("apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ntype: Opaque\n");
    }
}
