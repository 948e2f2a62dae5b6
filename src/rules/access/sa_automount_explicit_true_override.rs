//! `sa-automount-explicit-true-override`

use super::token::{account, is_api_client, is_needless};
use crate::rule::prelude::*;

declare_rule! {
    /// Pods that ask for a token which their service account declines.
    ///
    /// ## Why is this bad?
    /// Somebody decided that pods of the account get no token, and the pod has the last word. That is how a controller gets
    /// one where others do not; for anything else the decision is void, and reading the account alone does not show
    /// it. Pods that look like clients of the API are left alone.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: {name: web, namespace: shop}
    /// automountServiceAccountToken: false
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   serviceAccountName: web
    ///   automountServiceAccountToken: true
    ///   containers:
    ///     - {name: web, image: nginx}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: {name: web, namespace: shop}
    /// automountServiceAccountToken: false
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   serviceAccountName: web
    ///   containers:
    ///     - {name: web, image: nginx}
    /// ```
    pub SA_AUTOMOUNT_EXPLICIT_TRUE_OVERRIDE = "sa-automount-explicit-true-override" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cis-1.12:5.1.6", "cwe:250"],
        check: Related(Kind::WITH_PODS, check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for pod in Pod::all(resource) {
        let Some(asked) = pod.get("automountServiceAccountToken").filter(|it| it.is_true()) else { continue };
        let Lookup::Found(account) = account(pod, index) else { continue };
        let declined = account.root().get("automountServiceAccountToken").filter(|it| it.is_false());
        let Some(declined) = declined.filter(|_| !is_api_client(pod)) else { continue };
        if cx.is_left_to("sa-token-automount") && is_needless(pod, index) {
            continue;
        }
        cx.report(asked, format!("{} mounts the token that `{}` declines", resource.title(), account.name()))
            .label(declined, "declined here")
            .help("delete the line, or run what needs the token as an account of its own");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::access::fixtures::binding;
    use crate::rules::access::sa_token_automount::SA_TOKEN_AUTOMOUNT;
    use crate::rules::tester;

    #[test]
    fn both_words_must_be_written_and_clients_may() {
        let rule = tester::of(&super::SA_AUTOMOUNT_EXPLICIT_TRUE_OVERRIDE);
        let it = |account: &str, pod: &str| {
            format!(
                "apiVersion: v1\nkind: ServiceAccount\nmetadata: {{name: s, namespace: ns}}\n{account}\n---\napiVersion: v1\n\
                 kind: Pod\nmetadata: {{name: p, namespace: ns}}\nspec: {{serviceAccountName: s, {pod}, containers: [{{name: a, image: nginx}}]}}\n"
            )
        };
        let (off, on) = ("automountServiceAccountToken: false", "automountServiceAccountToken: true");
        rule.fails(&it(off, on));
        rule.passes(&it(off, off));
        rule.passes(&it(on, on));
        rule.passes(&it("", on));
        rule.passes(&it(off, on).replace("nginx", "web-operator"));
        let beside = tester::of(&super::SA_AUTOMOUNT_EXPLICIT_TRUE_OVERRIDE).beside(&SA_TOKEN_AUTOMOUNT);
        beside.passes(&it(off, on));
        beside.fails(&(it(off, on) + &binding("ClusterRoleBinding", "view")));
    }
}
