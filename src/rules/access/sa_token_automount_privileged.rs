//! `sa-token-automount-privileged`

use super::class::{Class, power};
use super::grant::controller_of;
use super::token::{account, is_automounted, is_projected};
use crate::index::Subject;
use crate::rule::prelude::*;

declare_rule! {
    /// Pods that mount the token of a powerful service account.
    ///
    /// ## Why is this bad?
    /// The token lies in the container's file system. A flaw in the application is enough to read it, and from then on
    /// the attacker holds what the account may do: read Secrets, start pods, change roles. The labels tell the way from
    /// the pod over account and binding to the permission.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   serviceAccountName: web
    ///   containers: [{name: web, image: nginx}]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: reader}
    /// rules: [{apiGroups: [""], resources: [secrets], verbs: [list]}]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: {name: web}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
    /// subjects: [{kind: ServiceAccount, name: web, namespace: shop}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   serviceAccountName: web
    ///   automountServiceAccountToken: false
    ///   containers: [{name: web, image: nginx}]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: {name: web}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
    /// subjects: [{kind: ServiceAccount, name: web, namespace: shop}]
    /// ```
    pub SA_TOKEN_AUTOMOUNT_PRIVILEGED = "sa-token-automount-privileged" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: [
            "kubescape:C-0261", "kubescape:C-0267", "kubescape:C-0272", "cis-1.12:5.1.6", "cwe:250", "cwe:522",
        ],
        check: Related(Kind::WITH_PODS, check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(pod) = Pod::of(resource) else { return };
    let account = account(pod, index).found();
    if !is_automounted(pod, account) && !is_projected(pod) {
        return;
    }
    let namespace = resource.namespace().or_else(|| account?.namespace());
    let itself = Subject::ServiceAccount(namespace, pod.service_account());
    let bindings = index.bindings_naming(itself, resource);
    // What a group has is told once for each account.
    let speaks = index.first_with_token(pod).is_none_or(|it| it.spec() == pod.spec());
    let direct = |entry: &Value<'a>| !matches!(Subject::of(*entry), Some(Subject::Group(_)));
    let bindings = bindings.into_iter().filter(|it| speaks || direct(&it.1));
    let powers = bindings.filter_map(|(binding, subject)| Some((power(binding, index)?, binding, subject)));
    let powerful = powers.filter(|it| it.0.0 >= Class::Takeover);
    let Some((power, binding, subject)) = powerful.reduce(|best, it| if it.0.0 > best.0.0 { it } else { best }) else {
        return;
    };
    let (class, place, gain) = power;
    let reference = binding.path("roleRef.name");
    let role = reference.and_then(Value::text).unwrap_or_default();
    let message = format!("{} mounts a token that {gain}, through `{role}`", resource.title());
    let help = "take the permission away, or run what needs it in a workload of its own";
    let finding = match pod.service_account_value() {
        Some(value) => cx.report(value, message),
        None => cx.report(pod, message),
    };
    finding.caption("runs as this account").help(help).flow();
    // What is known to need this is as common as it is powerful.
    if class != Class::Root && controller_of(resource.name()).is_some() {
        finding.severity(Severity::Medium);
    }
    if let Some(account) = account {
        finding.label(account.grip(), "the account, whose token is mounted");
    }
    let named = match Subject::of(subject) {
        Some(Subject::Group(group)) => format!("is in group `{group}`, which {} names", binding.title()),
        _ => format!("is named by {}", binding.title()),
    };
    finding.label(subject, named);
    if let Some(reference) = reference {
        finding.label(reference, "which refers to this role");
    }
    if let Some(place) = place {
        finding.label(place, format!("which {gain}"));
    }
}

#[cfg(test)]
mod tests {
    use crate::rule::Example;
    use crate::rules::access::fixtures::{binding, role};
    use crate::rules::tester;

    const POD: &str =
        "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: ns}\nspec:\n  serviceAccountName: s\n";

    #[test]
    fn built_in_roles_count_without_being_in_the_input() {
        let rule = tester::of(&super::SA_TOKEN_AUTOMOUNT_PRIVILEGED);
        for role in ["cluster-admin", "admin", "edit"] {
            rule.fails(&(binding("ClusterRoleBinding", role) + POD));
        }
        rule.passes(&(binding("ClusterRoleBinding", "view") + POD));
        rule.passes(&(binding("ClusterRoleBinding", "edit") + POD + "  automountServiceAccountToken: false\n"));
    }

    #[test]
    fn nodes_live_in_no_namespace() {
        let it = |resource: &str| {
            let rule = format!("apiGroups: [''], resources: [{resource}], verbs: [get]");
            role("ClusterRole", &rule)
                + &binding("RoleBinding", "r").replace("{name: b}", "{name: b, namespace: ns}")
                + POD
        };
        let rule = tester::of(&super::SA_TOKEN_AUTOMOUNT_PRIVILEGED);
        rule.passes(&it("nodes/proxy"));
        rule.fails(&it("secrets"));
    }

    #[test]
    fn the_labels_go_from_the_pod_to_the_permission_across_files() {
        let example = Example::new(&format!(
            "# file: a/app.yaml\n{POD}# file: a/account.yaml\napiVersion: v1\nkind: ServiceAccount\nmetadata: {{name: s, namespace: ns}}\n\
             # file: a/binding.yaml\n{}# file: a/role.yaml\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\n\
             metadata: {{name: r}}\nrules: [{{apiGroups: [''], resources: [pods/exec], verbs: [create]}}]\n",
            binding("ClusterRoleBinding", "r")
        ));
        let found = tester::of(&super::SA_TOKEN_AUTOMOUNT_PRIVILEGED).run(&example);
        assert_eq!(found.len(), 1);
        let sources: Vec<u32> = found[0].labels.iter().map(|it| it.span.source.0).collect();
        assert_eq!(sources, [0, 1, 2, 2, 3]);
        assert!(found[0].flow);
    }

    fn group(name: &str, role: &str) -> String {
        crate::rules::access::fixtures::bound(
            "ClusterRoleBinding",
            &format!("kind: ClusterRole, name: {role}"),
            &format!("{{kind: Group, name: '{name}'}}"),
        )
    }

    #[test]
    fn groups_give_to_every_account_in_them() {
        let rule = tester::of(&super::SA_TOKEN_AUTOMOUNT_PRIVILEGED);
        for name in ["system:serviceaccounts", "system:serviceaccounts:ns", "system:authenticated"] {
            let found = rule.fails(&(group(name, "edit") + POD));
            assert!(found.labels.iter().any(|it| it.text.contains(name)), "{name}");
        }
        for name in ["system:serviceaccounts:other", "system:unauthenticated", "developers"] {
            rule.passes(&(group(name, "edit") + POD));
        }
        let user =
            group("x", "edit").replace("kind: Group, name: 'x'", "kind: User, name: 'system:serviceaccount:ns:s'");
        rule.fails(&(user + POD));
        let two = format!("{POD}---\n{}", POD.replace("name: web,", "name: api,"));
        rule.fails(&(group("system:serviceaccounts", "edit") + &two));
        rule.finds(2, &(binding("ClusterRoleBinding", "edit") + &two));
    }

    #[test]
    fn sums_and_what_labels_add_count() {
        let rule = tester::of(&super::SA_TOKEN_AUTOMOUNT_PRIVILEGED);
        let part = role("ClusterRole", "apiGroups: [''], resources: [secrets], verbs: [get]").replace(
            "{name: r}",
            "{name: part, labels: {sum: 'yes', rbac.authorization.k8s.io/aggregate-to-view: 'true'}}",
        );
        let sum = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: sum}\n\
                   aggregationRule: {clusterRoleSelectors: [{matchLabels: {sum: 'yes'}}]}\n";
        rule.fails(&(part.clone() + sum + &binding("ClusterRoleBinding", "sum") + POD));
        rule.fails(&(part + &binding("ClusterRoleBinding", "view") + POD));
    }

    #[test]
    fn the_pod_has_the_last_word_and_no_account_means_default() {
        let rule = tester::of(&super::SA_TOKEN_AUTOMOUNT_PRIVILEGED);
        let account = |more: &str| {
            format!("apiVersion: v1\nkind: ServiceAccount\nmetadata: {{name: s, namespace: ns}}\n{more}---\n")
        };
        let bound = binding("ClusterRoleBinding", "edit");
        rule.passes(&(account("automountServiceAccountToken: false\n") + &bound + POD));
        rule.fails(
            &(account("automountServiceAccountToken: false\n")
                + &bound
                + POD
                + "  automountServiceAccountToken: true\n"),
        );
        rule.passes(
            &(account("automountServiceAccountToken: true\n")
                + &bound
                + POD
                + "  automountServiceAccountToken: false\n"),
        );
        let default = bound.replace("name: s,", "name: default,")
            + &POD.replace("  serviceAccountName: s\n", "  containers: []\n");
        rule.fails(&default);
        let old = bound + &POD.replace("serviceAccountName", "serviceAccount");
        rule.fails(&old);
    }
}
