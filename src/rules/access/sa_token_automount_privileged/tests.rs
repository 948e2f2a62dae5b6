//! Vectors of `sa-token-automount-privileged`.

use crate::rule::Example;
use crate::rules::access::fixtures::{binding, role};
use crate::rules::tester;

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: ns}\nspec:\n  serviceAccountName: s\n";

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
        role("ClusterRole", &rule) + &binding("RoleBinding", "r").replace("{name: b}", "{name: b, namespace: ns}") + POD
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
    let user = group("x", "edit").replace("kind: Group, name: 'x'", "kind: User, name: 'system:serviceaccount:ns:s'");
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
    let account =
        |more: &str| format!("apiVersion: v1\nkind: ServiceAccount\nmetadata: {{name: s, namespace: ns}}\n{more}---\n");
    let bound = binding("ClusterRoleBinding", "edit");
    rule.passes(&(account("automountServiceAccountToken: false\n") + &bound + POD));
    rule.fails(
        &(account("automountServiceAccountToken: false\n") + &bound + POD + "  automountServiceAccountToken: true\n"),
    );
    rule.passes(
        &(account("automountServiceAccountToken: true\n") + &bound + POD + "  automountServiceAccountToken: false\n"),
    );
    let default =
        bound.replace("name: s,", "name: default,") + &POD.replace("  serviceAccountName: s\n", "  containers: []\n");
    rule.fails(&default);
    let old = bound + &POD.replace("serviceAccountName", "serviceAccount");
    rule.fails(&old);
}
