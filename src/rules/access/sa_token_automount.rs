//! `sa-token-automount`

use super::token::{DECLINE, PODS_AND_ACCOUNTS, account, decline, is_api_client, is_automounted, is_bound};
use crate::rule::prelude::*;

declare_rule! {
    /// Pods that hold a token for the API server without any sign of using it.
    ///
    /// ## Why is this bad?
    /// Kubernetes mounts the token of the service account into every container unless told not to. Whoever breaks into
    /// the container is then a known user of the API server, and gets every permission that is ever bound to the
    /// account. One finding stands for all pods of an account, and none is made where the account is
    /// bound to a role or the workload looks like a client of the API.
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
    ///   serviceAccountName: web
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
    pub SA_TOKEN_AUTOMOUNT = "sa-token-automount" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: [
            "alias:service-account-token-automounted", "kubescape:C-0034", "kubescape:C-0190", "checkov:CKV_K8S_38", "trivy:KSV-0036",
            "polaris:automountServiceAccountToken", "gatekeeper:automount-serviceaccount-token",
            "terrascan:AC_K8S_0045", "popeye:POP-301", "cis-1.12:5.1.6", "cwe:250",
        ],
        check: Related(PODS_AND_ACCOUNTS, check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    if resource.kind() == Kind::ServiceAccount {
        let pods = index.running_as(resource.name(), resource.namespace(), resource);
        let mounting: Vec<Pod<'_>> = pods.into_iter().filter(|it| is_automounted(*it, Some(resource))).collect();
        let Some(first) = mounting.first() else { return };
        if mounting.iter().any(|it| is_api_client(*it))
            || is_bound(resource.name(), resource.namespace(), resource, index)
        {
            return;
        }
        let others = mounting.len() - 1;
        let more = if others > 0 { format!(" and {others} more") } else { String::new() };
        let message = format!("the token of `{}` is mounted into {}{more}", resource.name(), first.resource().title());
        let finding =
            cx.report(resource, message).help("set `automountServiceAccountToken: false` unless the API is used");
        // Pods that ask for it have the last word.
        let asked = mounting.iter().filter(|it| it.get("automountServiceAccountToken").is_some());
        let account = (!declines(resource.root())).then_some(resource.root());
        let edits: Vec<Edit> = account.into_iter().chain(asked.map(|it| it.spec())).flat_map(decline).collect();
        finding.fix(Safety::Unsafe, DECLINE, edits);
        for pod in mounting.into_iter().take(3) {
            finding.label(pod.service_account_value().map_or(pod.grip(), Value::grip), "mounted here");
        }
        return;
    }
    let Some(pod) = Pod::of(resource).filter(|it| is_automounted(*it, None)) else { return };
    let first = index.first_with_token(pod).is_some_and(|it| it.resource().root() == resource.root());
    if !first || matches!(account(pod, index), Lookup::Found(_)) || is_api_client(pod) {
        return;
    }
    let name = pod.service_account();
    if is_bound(name, resource.namespace(), resource, index) {
        return;
    }
    let message = format!("the token of `{name}` is mounted into {}", resource.title());
    let at = pod.service_account_value();
    let finding = match at {
        Some(value) => cx.report(value, message),
        None => cx.report(pod, message),
    };
    finding.help("set `automountServiceAccountToken: false` in the pod spec unless the API is used");
    let set = pod.get("automountServiceAccountToken");
    if let Some(set) = set {
        finding.label(set, "asked for here");
    }
    finding.fix(Safety::Unsafe, DECLINE, decline(pod.spec()));
}

fn declines(account: Value<'_>) -> bool {
    account.get("automountServiceAccountToken").is_some_and(Value::is_false)
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    const POD: &str =
        "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers: [{name: web, image: nginx}]\n";
    const SA: &str = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: a}\n";

    #[test]
    fn the_pod_has_the_last_word() {
        let rule = tester::of(&super::SA_TOKEN_AUTOMOUNT);
        let it = |sa: &str, pod: &str| format!("{SA}{sa}---\n{POD}  serviceAccountName: a\n{pod}");
        rule.fails(&it("", ""));
        rule.fails(&it("automountServiceAccountToken: false\n", "  automountServiceAccountToken: true\n"));
        rule.passes(&it("automountServiceAccountToken: true\n", "  automountServiceAccountToken: false\n"));
        rule.passes(&it("automountServiceAccountToken: no\n", ""));
    }

    #[test]
    fn one_finding_stands_for_all_pods_of_an_account() {
        let rule = tester::of(&super::SA_TOKEN_AUTOMOUNT);
        rule.fails(POD);
        rule.fails(&format!("{POD}---\n{}", POD.replace("name: web}", "name: other}")));
        rule.fails(&format!("{SA}---\n{POD}  serviceAccountName: a\n---\n{POD}  serviceAccount: a\n"));
    }

    #[test]
    fn bound_accounts_and_clients_of_the_api_are_left_alone() {
        let rule = tester::of(&super::SA_TOKEN_AUTOMOUNT);
        let binding = "---\napiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: b}\n\
                       roleRef: {kind: Role, name: r}\nsubjects: [{kind: ServiceAccount, name: a}]\n";
        rule.passes(&format!("{SA}---\n{POD}  serviceAccountName: a\n{binding}"));
        rule.passes(&POD.replace("image: nginx", "image: registry.example/my-operator"));
        rule.passes(&POD.replace("image: nginx", "image: x, args: [--leader-elect]"));
        rule.passes(SA);
    }

    #[test]
    fn it_is_mounted_unless_somebody_says_no() {
        let rule = tester::of(&super::SA_TOKEN_AUTOMOUNT);
        rule.fails(&format!("{POD}  serviceAccountName: elsewhere\n"));
        rule.fails(&format!("{POD}  automountServiceAccountToken: true\n"));
        rule.fails(&format!("{POD}  automountServiceAccountToken: null\n"));
        rule.passes(&format!("{POD}  automountServiceAccountToken: false\n"));
        let default =
            "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: default}\nautomountServiceAccountToken: false\n";
        rule.passes(&format!("{default}---\n{POD}"));
    }
}
