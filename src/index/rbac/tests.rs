//! Who may do what, over whole manifests.

use super::access::BoundBy;
use super::{Power, Subject};
use crate::index::Index;
use crate::manifest::{Access, Granted, Pod, Resource};
use crate::source::{Role, Source, Sources};
use crate::yaml::{self, Tree};

const ACCESS: Access<'_> = Access { verb: "get", group: "", resource: "secrets" };

/// Builds an index over one text and hands it over with its last object.
fn with<T>(text: &str, ask: impl for<'a> FnOnce(&Index<'a>, Resource<'a>) -> T) -> T {
    let mut sources = Sources::new();
    let id = sources.add(Source::new("a.yaml", text, Role::Report));
    let trees: Vec<Tree> = vec![yaml::parse(id, sources.get(id).text().clone())];
    let index = Index::build(&sources, &trees, false);
    let last = *index.resources().last().unwrap();
    ask(&index, last)
}

fn binding(kind: &str, name: &str, namespace: &str, role: &str, subject: &str) -> String {
    format!(
        "---\napiVersion: rbac.authorization.k8s.io/v1\nkind: {kind}\nmetadata: {{name: {name}, namespace: {namespace}}}\n\
         roleRef: {{kind: ClusterRole, name: {role}}}\nsubjects: [{{{subject}}}]\n"
    )
}

fn role(name: &str, more: &str) -> String {
    format!("---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {{name: {name}{more}\n")
}

/// Names of the written bindings by which secrets can be read.
fn readers(text: &str, namespace: Option<&str>) -> Vec<String> {
    with(text, |index, near| {
        let names = index.who_can(ACCESS, namespace, near).into_iter().filter_map(|(it, _)| match it.binding {
            BoundBy::Written(it) => Some(it.name().to_owned()),
            BoundBy::BuiltIn(_) => None,
        });
        names.collect()
    })
}

#[test]
fn built_in_roles_count_and_a_role_binding_ends_at_its_namespace() {
    let text = binding("RoleBinding", "local", "shop", "edit", "kind: User, name: ann")
        + &binding("ClusterRoleBinding", "wide", "", "cluster-admin", "kind: User, name: bob")
        + &binding("ClusterRoleBinding", "viewers", "", "view", "kind: User, name: eve");
    assert_eq!(readers(&text, Some("shop")), ["local", "wide"]);
    assert_eq!(readers(&text, Some("bank")), ["wide"]);
    assert_eq!(readers(&text, None), ["wide"]);
}

#[test]
fn what_every_cluster_binds_is_known() {
    with(&binding("RoleBinding", "b", "shop", "view", "kind: User, name: ann"), |index, near| {
        let all = index.who_can(ACCESS, None, near);
        let admins = |it: &&(Power<'_>, Granted<'_>)| it.0.role_name() == "cluster-admin";
        let admin = all.iter().find(admins).expect("the built-in binding");
        assert_eq!(admin.0.subjects()[0].0, Subject::Group("system:masters"));
        assert!(admin.0.written_rule().is_none());
    });
}

#[test]
fn labels_add_to_built_in_roles_and_sums_hold_their_parts() {
    let part = role("part", ", labels: {rbac.authorization.k8s.io/aggregate-to-view: 'true', sum: 'yes'}}")
        + "rules: [{apiGroups: [''], resources: [secrets], verbs: [get]}]\n";
    let sum = role("sum", "}\naggregationRule: {clusterRoleSelectors: [{matchLabels: {sum: 'yes'}}]}")
        + "rules: [{apiGroups: [''], resources: [nodes], verbs: [get]}]\n";
    let bound = binding("ClusterRoleBinding", "by-view", "", "view", "kind: User, name: ann")
        + &binding("ClusterRoleBinding", "by-sum", "", "sum", "kind: User, name: bob");
    assert_eq!(readers(&(part.clone() + &sum + &bound), None), ["by-view", "by-sum"]);
    with(&(part + &sum + &bound), |index, near| {
        let nodes = Access { verb: "get", group: "", resource: "nodes" };
        let own = index.who_can(nodes, None, near).into_iter().any(|it| it.0.role_name() == "sum");
        assert!(!own, "the controller overwrites the rules of a sum");
    });
}

#[test]
fn a_circle_of_sums_ends() {
    let one = role("a", ", labels: {x: 'y'}}\naggregationRule: {clusterRoleSelectors: [{matchLabels: {x: 'y'}}]}");
    let two = role("b", ", labels: {x: 'y'}}\naggregationRule: {clusterRoleSelectors: [{matchLabels: {x: 'y'}}]}");
    with(&(one + &two), |index, last| assert!(index.rules_of(last).is_empty()));
}

/// Names of written bindings that give an account of `shop` something.
fn powers(text: &str, subject: Subject<'_>) -> Vec<String> {
    with(text, |index, near| {
        let mut names: Vec<String> = index
            .powers_of(subject, near)
            .into_iter()
            .filter_map(|(it, _)| match it.binding {
                BoundBy::Written(it) => Some(it.name().to_owned()),
                BoundBy::BuiltIn(_) => None,
            })
            .collect();
        names.dedup();
        names
    })
}

#[test]
fn groups_and_other_spellings_of_an_account_give_to_it() {
    let text = [
        ("self", "kind: ServiceAccount, name: web, namespace: shop"),
        ("user", "kind: User, name: 'system:serviceaccount:shop:web'"),
        ("other", "kind: ServiceAccount, name: web, namespace: bank"),
        ("everywhere", "kind: Group, name: 'system:serviceaccounts'"),
        ("namespace", "kind: Group, name: 'system:serviceaccounts:shop'"),
        ("neighbour", "kind: Group, name: 'system:serviceaccounts:bank'"),
        ("all", "kind: Group, name: 'system:authenticated'"),
        ("strangers", "kind: Group, name: 'system:unauthenticated'"),
    ]
    .map(|(name, subject)| binding("ClusterRoleBinding", name, "", "view", subject))
    .concat();
    let got = powers(&text, Subject::ServiceAccount(Some("shop"), "web"));
    assert_eq!(got, ["self", "user", "everywhere", "namespace", "all"]);
    assert_eq!(powers(&text, Subject::User("ann")), ["all"]);
    assert_eq!(powers(&text, Subject::User("system:anonymous")), ["strangers"]);
}

#[test]
fn a_pod_without_an_account_runs_as_the_default_one() {
    let text = binding("RoleBinding", "b", "shop", "edit", "kind: ServiceAccount, name: default, namespace: shop")
        + "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop}\nspec: {containers: []}\n";
    with(&text, |index, last| {
        let powers = index.powers_of_pod(Pod::of(last).unwrap());
        assert!(powers.iter().any(|it| it.0.grants(ACCESS, Some("shop")).is_some()));
        assert!(!powers.iter().any(|it| it.0.grants(ACCESS, Some("bank")).is_some()));
    });
}
