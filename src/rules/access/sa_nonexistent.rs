//! `sa-nonexistent`

use crate::rule::prelude::*;

declare_rule! {
    /// Pods that run as a service account which nobody makes.
    ///
    /// ## Why is this bad?
    /// The API server refuses the pod: a Deployment stays at zero pods, and only the events of its ReplicaSet tell why. The rule
    /// speaks where the input holds the other service accounts of the namespace.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: {name: web, namespace: shop}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   serviceAccountName: wep
    ///   containers:
    ///     - {name: web, image: nginx}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: {name: web, namespace: shop}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   serviceAccountName: web
    ///   containers:
    ///     - {name: web, image: nginx}
    /// ```
    pub SA_NONEXISTENT = "sa-nonexistent" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: [
            "alias:service-account-not-found", "kube-linter:non-existent-service-account", "kubescape:C-0307", "popeye:POP-307", "popeye:POP-507",
            "cwe:1164",
        ],
        check: Related(Kind::WITH_PODS, check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for pod in Pod::all(resource) {
        let Some(at) = pod.service_account_value() else { continue };
        let name = pod.service_account();
        if name == "default"
            || !matches!(index.find(Kind::ServiceAccount, name, resource), Lookup::Missing)
            || index.may_be_made(Kind::ServiceAccount, name, resource)
        {
            continue;
        }
        cx.report(at, format!("there is no service account `{name}` to run {} as", resource.title()))
            .help("create the ServiceAccount, or correct the name");
    }
}

#[cfg(test)]
mod tests {
    use crate::rule::Example;
    use crate::rules::tester;

    fn pod(account: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: ns}}\nspec: {{{account}, containers: []}}\n---\n"
        )
    }

    const OTHER: &str = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: other, namespace: ns}\n---\n";

    #[test]
    fn the_input_must_hold_the_accounts_of_the_namespace() {
        let rule = || tester::of(&super::SA_NONEXISTENT);
        rule().fails(&(pod("serviceAccountName: a") + OTHER));
        rule().fails(&(pod("serviceAccount: a") + OTHER));
        rule().passes(&pod("serviceAccountName: a"));
        rule().closed().fails(&pod("serviceAccountName: a"));
        rule().closed().passes(&pod("serviceAccountName: default"));
        rule().closed().passes(&pod("serviceAccountName: ''"));
        rule().passes(&(pod("serviceAccountName: a") + &OTHER.replace("namespace: ns", "namespace: else")));
    }

    #[test]
    fn templates_and_other_files_may_hold_it() {
        let files = format!(
            "# file: a/pod.yaml\n{}{OTHER}# file: a/account.yaml\napiVersion: v1\nkind: ServiceAccount\nmetadata: {{name: a}}\n",
            pod("serviceAccountName: a")
        );
        assert!(tester::of(&super::SA_NONEXISTENT).run(&Example::new(&files)).is_empty());
    }
}
