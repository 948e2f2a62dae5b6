//! `sa-default-used`

use super::token::{account, is_automounted, is_bound, is_needless};
use crate::manifest::label;
use crate::rule::prelude::*;

declare_rule! {
    /// Pods that hold the token of the service account `default`.
    ///
    /// ## Why is this bad?
    /// Every pod of the namespace that names no account is `default`: a permission that one of them needs goes to all, and
    /// the audit log cannot tell them apart. Pods without a token are left alone. One finding stands for all pods of the
    /// namespace, and none is made where `sa-token-automount` says that the token is not needed in the first place.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: backup-controller, namespace: shop}
    /// spec:
    ///   containers:
    ///     - {name: controller, image: registry.example.com/backup-controller:1.0}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: backup-controller, namespace: shop}
    /// spec:
    ///   serviceAccountName: backup-controller
    ///   containers:
    ///     - {name: controller, image: registry.example.com/backup-controller:1.0}
    /// ```
    pub SA_DEFAULT_USED = "sa-default-used" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: [
            "alias:default-service-account", "kube-linter:default-service-account", "checkov:CKV_K8S_41", "kubescape:C-0189", "popeye:POP-300",
            "cis-1.12:5.1.5", "cwe:250",
        ],
        check: Related(Kind::WITH_PODS, check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for pod in Pod::all(resource).filter(|it| it.service_account() == "default") {
        let first = index.first_with_token(pod).is_some_and(|it| it.spec() == pod.spec());
        let is_test = pod.annotation("helm.sh/hook").or(resource.annotation("helm.sh/hook")).is_some();
        if !first || is_test || !is_automounted(pod, account(pod, index).found()) {
            continue;
        }
        if cx.is_left_to("sa-token-automount") && is_needless(pod, index) {
            continue;
        }
        let message = format!("{} acts as the `default` service account of its namespace", resource.title());
        let finding = match pod.service_account_value() {
            Some(value) => cx.report(value, message),
            None => cx.report(pod, message),
        };
        finding.help("give it a service account of its own, or set `automountServiceAccountToken: false`");
        finding.fix(Safety::Unsafe, "run it as a service account of its own", own_account(pod, index));
    }
}

/// Names a service account after the workload and adds it to the file, unless `default` was given something, which the workload
/// may need.
fn own_account<'a>(pod: Pod<'a>, index: &Index<'a>) -> Vec<Edit> {
    let resource = pod.resource();
    let name = resource.name();
    let is_free = name != "default"
        && resource.path("metadata.name").is_some()
        && label::is_subdomain(name)
        && index.find(Kind::ServiceAccount, name, resource).found().is_none()
        && index.pods().iter().filter(|it| it.resource().source() == resource.source()).count() == 1;
    if !is_free || is_bound("default", resource.namespace(), resource, index) {
        return Vec::new();
    }
    let home = resource.namespace().map(|it| format!("  namespace: {it}\n")).unwrap_or_default();
    let document = format!("apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: {name}\n{home}");
    let added = Edit::append_document(resource.root(), &document);
    let named = Edit::insert_into(pod.spec(), &["serviceAccountName"], name);
    if added.is_empty() || named.is_empty() || pod.get("serviceAccount").is_some() {
        return Vec::new();
    }
    named.into_iter().chain(added).collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::access::sa_token_automount::SA_TOKEN_AUTOMOUNT;
    use crate::rules::tester;

    #[test]
    fn a_missing_an_empty_and_a_written_name_are_one() {
        let rule = tester::of(&super::SA_DEFAULT_USED);
        for spec in [
            "{containers: []}",
            "{serviceAccountName: '', containers: []}",
            "{serviceAccountName: default, containers: []}",
            "{serviceAccount: default, containers: []}",
        ] {
            rule.fails(&tester::pod(spec));
        }
        rule.passes(&tester::pod("{serviceAccount: a, containers: []}"));
        rule.passes(&tester::pod("{serviceAccountName: a, serviceAccount: default, containers: []}"));
    }

    #[test]
    fn no_token_no_account() {
        let rule = tester::of(&super::SA_DEFAULT_USED);
        rule.passes(&tester::pod("{automountServiceAccountToken: false}"));
        let account = "---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: default}\nautomountServiceAccountToken: false\n";
        rule.passes(&(tester::pod("{containers: []}") + account));
        rule.fails(&(tester::pod("{automountServiceAccountToken: true}") + account));
        rule.passes(&tester::pod("{containers: []}").replace("name: p", "name: p, annotations: {helm.sh/hook: test}"));
    }

    #[test]
    fn one_finding_for_a_namespace_and_none_beside_a_better_one() {
        let pod = tester::pod("{containers: [{name: a, image: nginx}]}");
        let rule = tester::of(&super::SA_DEFAULT_USED);
        rule.fails(&format!("{pod}---\n{}", pod.replace("name: p", "name: q")));
        let beside = tester::of(&super::SA_DEFAULT_USED).beside(&SA_TOKEN_AUTOMOUNT);
        beside.passes(&pod);
        beside.fails(&pod.replace("nginx", "my-operator"));
    }

    #[test]
    fn the_fix_gives_it_an_account_and_adds_that() {
        let rule = tester::of(&super::SA_DEFAULT_USED);
        let text = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  containers:\n  - name: web\n";
        let fixed = |text: &str| {
            let edits = rule.fails(text).fix?.edits;
            let mut new = text.to_owned();
            edits.iter().rev().for_each(|it| new.replace_range(it.span.range(), &it.text));
            Some(new)
        };
        let new = fixed(text).unwrap();
        assert!(new.contains("\n  serviceAccountName: web\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: web\n  namespace: shop\n"), "{new}");
        rule.passes(&new);
        // What `default` was given, the workload may need.
        let bound = "---\napiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: b, namespace: shop}\n\
                     roleRef: {kind: ClusterRole, name: view}\nsubjects: [{kind: ServiceAccount, name: default, namespace: shop}]\n";
        assert_eq!(fixed(&format!("{text}{bound}")), None);
        let taken = "---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: web, namespace: shop}\n";
        assert_eq!(fixed(&format!("{text}{taken}")), None);
        assert_eq!(
            fixed(
                "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"web\"}, \"spec\": {\"containers\": []}}"
            ),
            None
        );
    }
}
