//! `secret-service-account-token`

use super::jwt;
use super::place::place;
use super::value::{self, ValueClass};
use crate::rule::prelude::*;

declare_rule! {
    /// Tokens of service accounts, which open the API server.
    ///
    /// ## Why is this bad?
    /// The token is the service account: whoever sends it has its rights. One without an expiry stays valid until its
    /// Secret is deleted, long after it was taken out of the file, since the history keeps it.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Secret
    /// metadata:
    ///   name: builder
    ///   annotations: {kubernetes.io/service-account.name: builder}
    /// type: kubernetes.io/service-account-token
    /// data:
    ///   token: Wm1Ga2MyWnpaR1p6WkdaelpHWXpNalF5TXpReU16UXlNelF5
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Secret
    /// metadata:
    ///   name: builder
    ///   annotations: {kubernetes.io/service-account.name: builder}
    /// type: kubernetes.io/service-account-token
    /// ```
    pub SECRET_SERVICE_ACCOUNT_TOKEN = "secret-service-account-token" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["trivy:KSV-01010", "kubescape:C-0012", "cwe:798", "cwe:522"],
        check: Several(&[
            Check::Classes(&[Class::Kubernetes, Class::HelmValues, Class::Kustomization, Class::Other], document),
            Check::Scalar(jwt::LITERALS, scalar),
        ])
    }
}

const HELP: &str = "revoke it by deleting its Secret or its service account; pods get short-lived tokens by themselves, and people \
                    with `kubectl create token`";

fn document(document: Document<'_>, cx: &mut Context<'_>) {
    let Some(root) = document.root() else { return };
    let items = root.list("items").chain(Some(root).filter(|it| it.get("items").is_none()));
    items.for_each(|it| of_type(it, cx));
}

fn scalar(value: Value<'_>, cx: &mut Context<'_>) {
    let text = value.text().filter(|it| it.len() >= 60).unwrap_or_default();
    let Some(found) = jwt::find(text).filter(|_| is_read(value)) else { return };
    let severity = if found.expires { Severity::High } else { Severity::Critical };
    let message = if found.expires {
        "a service account token stands here in clear text"
    } else {
        "a service account token that never expires stands here in clear text"
    };
    let finding = cx.report(place(value, None, found.range.start), message).sensitive().severity(severity).help(HELP);
    finding.covers(&["secret-cleartext-manifest"]);
    if value.parent().and_then(|it| it.parent()).is_some_and(is_of_type) {
        finding.fix(Safety::Unsafe, "delete the token", Edit::remove_entry(value));
    }
}

fn is_of_type(root: Value<'_>) -> bool {
    root.str("kind") == Some("Secret") && root.str("type") == Some("kubernetes.io/service-account-token")
}

/// A Secret of the type for tokens that has one, whatever it looks like.
fn of_type(root: Value<'_>, cx: &mut Context<'_>) {
    for value in ["data.token", "stringData.token"].iter().filter_map(|it| root.path(it)).filter(|_| is_of_type(root)) {
        let text = value.text().unwrap_or_default();
        let stand_in = matches!(value::classify(text.trim()), ValueClass::Reference | ValueClass::Placeholder);
        if text.len() < 16 || stand_in || jwt::find(text).is_some() {
            continue;
        }
        cx.report(place(value, None, 0), "a Secret holds the token of a service account in clear text")
            .sensitive()
            .help(HELP)
            .covers(&["secret-cleartext-manifest"])
            .fix(Safety::Unsafe, "delete the token", Edit::remove_entry(value));
    }
}

/// Whether a scalar is what it seems: no description, no schema, no copy of another object.
fn is_read(value: Value<'_>) -> bool {
    !matches!(value.key_text(), Some("description" | "kubectl.kubernetes.io/last-applied-configuration"))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    use super::super::jwt::tests::token;
    use crate::finding::Severity;

    #[test]
    fn the_claims_say_how_long_it_lives() {
        let rule = tester::of(&super::SECRET_SERVICE_ACCOUNT_TOKEN);
        let it = |claims: &str| format!("apiVersion: v1\nkind: ConfigMap\ndata:\n  a: {}\n", token(claims));
        let found = rule.fails(&it(r#"{"iss":"kubernetes/serviceaccount"}"#));
        assert_eq!((found.severity, found.sensitive), (Severity::Critical, true));
        assert_eq!(
            rule.fails(&it(r#"{"iss":"https://kubernetes.default.svc","exp":4102444800}"#)).severity,
            Severity::High
        );
        rule.passes(&it(r#"{"iss":"https://auth.test"}"#));
        rule.passes("apiVersion: v1\nkind: Secret\ntype: kubernetes.io/service-account-token\ndata: {token: '', ca.crt: YWJj}\n");
    }
}
