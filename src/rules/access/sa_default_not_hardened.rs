//! `sa-default-not-hardened`

use super::token::{DECLINE, decline};
use crate::rule::prelude::*;

declare_rule! {
    /// Namespaces whose `default` service account hands its token to every pod.
    ///
    /// ## Why is this bad?
    /// Pods that name no account get the token of `default` unless the account says no. Writing the account down with
    /// `automountServiceAccountToken: false` closes that for all pods to come. The rule asks it of the namespaces that the
    /// input declares.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop}
    /// ```
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop}
    /// ---
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: {name: default, namespace: shop}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop}
    /// ---
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: {name: default, namespace: shop}
    /// automountServiceAccountToken: false
    /// ```
    pub SA_DEFAULT_NOT_HARDENED = "sa-default-not-hardened" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["alias:default-service-account-automount", "kubescape:C-0189", "checkov:CKV_K8S_41", "cis-1.12:5.1.5", "cwe:250"],
        check: Related(&[Kind::Namespace], check)
    }
}

fn check<'a>(namespace: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let name = namespace.name();
    let message = || format!("pods of namespace `{name}` get the token of its `default` account unasked");
    match index.find_in(Kind::ServiceAccount, "default", Some(name), namespace) {
        Lookup::Found(account) => {
            let declines = account.root().get("automountServiceAccountToken").is_some_and(Value::is_false);
            // Where pods run as it, the token is a finding of its own.
            let mounted = || !index.running_as("default", Some(name), account).is_empty();
            if declines || cx.is_left_to("sa-token-automount") && mounted() {
                return;
            }
            cx.report(account, message())
                .label(namespace, "the namespace")
                .help("set `automountServiceAccountToken: false`")
                .fix(Safety::Unsafe, DECLINE, decline(account.root()));
        }
        _ if index.owns(Some(name), namespace) => {
            let document = format!(
                "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: default\n  namespace: {name}\n\
                 automountServiceAccountToken: false\n"
            );
            cx.report(namespace, message())
                .help("add a ServiceAccount `default` with `automountServiceAccountToken: false` to the namespace")
                .fix(Safety::Unsafe, DECLINE, Edit::append_document(namespace.root(), &document));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::access::sa_token_automount::SA_TOKEN_AUTOMOUNT;
    use crate::rules::tester;

    const NAMESPACE: &str = "apiVersion: v1\nkind: Namespace\nmetadata: {name: ns}\n---\n";

    #[test]
    fn the_account_must_be_the_one_of_the_namespace() {
        let rule = tester::of(&super::SA_DEFAULT_NOT_HARDENED);
        let account = |name: &str, namespace: &str| {
            format!(
                "{NAMESPACE}apiVersion: v1\nkind: ServiceAccount\nmetadata: {{name: {name}, namespace: {namespace}}}\nautomountServiceAccountToken: false\n---\n"
            )
        };
        rule.passes(&account("default", "ns"));
        rule.fails(&account("default", "other"));
        rule.fails(&account("web", "ns"));
        rule.passes("apiVersion: v1\nkind: Namespace\nmetadata: {name: kube-system}\n");
    }

    #[test]
    fn a_mounted_token_is_told_elsewhere() {
        let text = format!(
            "{NAMESPACE}apiVersion: v1\nkind: ServiceAccount\nmetadata: {{name: default, namespace: ns}}\n---\n\
             apiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: ns}}\nspec: {{containers: []}}\n"
        );
        tester::of(&super::SA_DEFAULT_NOT_HARDENED).fails(&text);
        tester::of(&super::SA_DEFAULT_NOT_HARDENED).beside(&SA_TOKEN_AUTOMOUNT).passes(&text);
    }
}
