//! What holds of paths of every kind: how sure they are, how many are told, and what silences them.

use super::path_daemonset_powerful_token::PATH_DAEMONSET_POWERFUL_TOKEN;
use super::path_internet_to_all_secrets::PATH_INTERNET_TO_ALL_SECRETS;
use super::path_internet_to_apiserver_proxy::PATH_INTERNET_TO_APISERVER_PROXY;
use super::path_internet_to_cloud::PATH_INTERNET_TO_CLOUD;
use super::path_internet_to_cluster_admin::PATH_INTERNET_TO_CLUSTER_ADMIN;
use super::path_internet_to_namespace_secrets::PATH_INTERNET_TO_NAMESPACE_SECRETS;
use super::path_internet_to_node::PATH_INTERNET_TO_NODE;
use super::path_internet_to_sa_hop::PATH_INTERNET_TO_SA_HOP;
use super::path_psa_bypass_to_node::PATH_PSA_BYPASS_TO_NODE;
use super::path_secretstore_exfil::PATH_SECRETSTORE_EXFIL;
use super::path_untrusted_author_to_admin::PATH_UNTRUSTED_AUTHOR_TO_ADMIN;
use crate::config::Policy;
use crate::engine::{Input, check};
use crate::finding::{Confidence, Severity};
use crate::rule::Rule;
use crate::rules;
use crate::rules::tester;
use crate::source::{Role, Source, Sources};

const ACCOUNT: &str = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: web, namespace: shop}\n---\n";

fn pod(name: &str, spec: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: shop, labels: {{app: {name}}}}}\n\
         spec: {{serviceAccountName: web, containers: [{{name: c, image: i}}]{spec}}}\n---\n"
    )
}

fn service(name: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Service\nmetadata: {{name: {name}, namespace: shop}}\nspec: {{type: LoadBalancer, selector: {{app: {name}}}}}\n---\n"
    )
}

fn role(rules: &str) -> String {
    format!(
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {{name: r}}\nrules: [{rules}]\n---\n"
    )
}

fn bound(kind: &str, role: &str, subject: &str) -> String {
    format!(
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: {kind}\nmetadata: {{name: b-{role}, namespace: shop}}\n\
         roleRef: {{kind: ClusterRole, name: {role}}}\nsubjects: [{subject}]\n---\n"
    )
}

const WEB: &str = "{kind: ServiceAccount, name: web, namespace: shop}";

fn exposed(account: &str, role: &str) -> String {
    [pod("web", ""), service("web"), account.to_owned(), bound("ClusterRoleBinding", role, WEB)].concat()
}

#[test]
fn what_hangs_on_a_file_that_is_not_there_is_a_level_lower() {
    let rule = tester::of(&PATH_INTERNET_TO_CLUSTER_ADMIN);
    let sure = rule.fails(&exposed(ACCOUNT, "cluster-admin"));
    assert_eq!((sure.severity, sure.confidence), (Severity::Critical, Confidence::High));
    let assumed = rule.fails(&exposed("", "cluster-admin"));
    assert_eq!((assumed.severity, assumed.confidence), (Severity::High, Confidence::Medium));
    assert!(assumed.help.unwrap().contains("not among the files"));
    assert!(sure.covers.contains(&"rbac-cluster-admin-binding") && assumed.covers.is_empty());
}

#[test]
fn the_place_to_cut_is_told_once_for_all_who_share_it() {
    let rule = tester::of(&PATH_INTERNET_TO_CLUSTER_ADMIN);
    let names = ["a", "b", "c", "d"];
    let pods: String = names.iter().map(|it| pod(it, "") + &service(it)).collect();
    let found = rule.fails(&(pods + ACCOUNT + &bound("ClusterRoleBinding", "cluster-admin", WEB)));
    assert!(
        found.message.contains("Pod `a`, Pod `b` and Pod `c`") || found.message.contains("and 1 more"),
        "{}",
        found.message
    );
    assert_eq!(found.steps().first().unwrap().text, "load balancer `a` takes traffic from everywhere");
}

#[test]
fn each_permission_leads_to_its_own_end() {
    let secrets = "{apiGroups: [''], resources: [secrets], verbs: [list]}";
    let proxy = "{apiGroups: [''], resources: [nodes/proxy], verbs: [get]}";
    let pods = "{apiGroups: [''], resources: [pods], verbs: [create]}";
    let ask = |rule: &'static Rule, kind: &str, rules: &str| {
        let text = [pod("web", ""), service("web"), ACCOUNT.to_owned(), role(rules), bound(kind, "r", WEB)].concat();
        tester::of(rule).run(&crate::rule::Example::new(&text)).len()
    };
    assert_eq!(ask(&PATH_INTERNET_TO_ALL_SECRETS, "ClusterRoleBinding", secrets), 1);
    assert_eq!(ask(&PATH_INTERNET_TO_ALL_SECRETS, "RoleBinding", secrets), 0);
    assert_eq!(ask(&PATH_INTERNET_TO_NAMESPACE_SECRETS, "RoleBinding", secrets), 1);
    assert_eq!(
        ask(&PATH_INTERNET_TO_NAMESPACE_SECRETS, "RoleBinding", &secrets.replace("verbs", "resourceNames: [a], verbs")),
        0
    );
    assert_eq!(ask(&PATH_INTERNET_TO_APISERVER_PROXY, "ClusterRoleBinding", proxy), 1);
    assert_eq!(ask(&PATH_INTERNET_TO_APISERVER_PROXY, "RoleBinding", proxy), 0);
    assert_eq!(ask(&PATH_INTERNET_TO_SA_HOP, "ClusterRoleBinding", pods), 1, "the controllers of kube-system");
    assert_eq!(ask(&PATH_INTERNET_TO_SA_HOP, "RoleBinding", pods), 0, "nobody of weight lives there");
    assert_eq!(ask(&PATH_INTERNET_TO_CLUSTER_ADMIN, "ClusterRoleBinding", secrets), 0);
    // Permissions of two rules do not make one.
    let mixed = "{apiGroups: [''], resources: [secrets], verbs: [create]}, {apiGroups: [''], resources: [configmaps], verbs: [list]}";
    assert_eq!(ask(&PATH_INTERNET_TO_ALL_SECRETS, "ClusterRoleBinding", mixed), 0);
}

#[test]
fn groups_count_as_one_step_and_aliases_as_none() {
    let rule = tester::of(&PATH_INTERNET_TO_CLUSTER_ADMIN);
    let by = |subject: &str| {
        [pod("web", ""), service("web"), ACCOUNT.to_owned(), bound("ClusterRoleBinding", "cluster-admin", subject)]
            .concat()
    };
    for subject in [
        "{kind: Group, name: 'system:serviceaccounts'}",
        "{kind: Group, name: 'system:serviceaccounts:shop'}",
        "{kind: Group, name: 'system:authenticated'}",
        "{kind: User, name: 'system:serviceaccount:shop:web'}",
    ] {
        rule.fails(&by(subject));
    }
    rule.passes(&by("{kind: Group, name: 'system:serviceaccounts:bank'}"));
    rule.passes(&by("{kind: Group, name: 'system:unauthenticated'}"));
}

#[test]
fn components_that_everybody_runs_read_what_they_need() {
    let reads = role("{apiGroups: [''], resources: [secrets], verbs: [list]}")
        + &bound("ClusterRoleBinding", "r", WEB)
        + ACCOUNT;
    let named = |name: &str| pod(name, "") + &service(name) + &reads;
    tester::of(&PATH_INTERNET_TO_ALL_SECRETS).passes(&named("ingress-nginx-controller"));
    tester::of(&PATH_INTERNET_TO_ALL_SECRETS).passes(&named("traefik"));
    tester::of(&PATH_INTERNET_TO_ALL_SECRETS).fails(&named("web"));
}

#[test]
fn a_container_beside_the_one_that_listens_is_not_reached() {
    let with = |one: &str, two: &str| {
        format!(
            "{}apiVersion: v1\nkind: Pod\nmetadata: {{name: web, namespace: shop, labels: {{app: web}}}}\n\
             spec: {{automountServiceAccountToken: false, containers: [{{name: a, {one}}}, {{name: b, {two}}}]}}\n",
            service("web")
        )
    };
    let rule = tester::of(&PATH_INTERNET_TO_NODE);
    let (port, free) = ("ports: [{containerPort: 80}]", "securityContext: {privileged: true}");
    rule.fails(&with(&format!("{port}, {free}"), "image: x"));
    rule.passes(&with(port, free));
    rule.fails(&with("image: y", free));
}

#[test]
fn an_identity_in_a_cloud_weighs_what_its_name_says() {
    let account = |name: &str| {
        ACCOUNT.replace(
            "namespace: shop}",
            &format!("namespace: shop, annotations: {{eks.amazonaws.com/role-arn: 'arn:aws:iam::1:role/{name}'}}}}"),
        )
    };
    let ask = |name: &str| {
        tester::of(&PATH_INTERNET_TO_CLOUD).fails(&(pod("web", "") + &service("web") + &account(name))).severity
    };
    assert_eq!(ask("AdministratorAccess"), Severity::High);
    assert_eq!(ask("thumbnails"), Severity::Medium);
    tester::of(&PATH_INTERNET_TO_CLOUD).passes(&(pod("web", "") + &account("a")));
}

#[test]
fn people_become_what_lives_beside_them() {
    let rule = tester::of(&PATH_UNTRUSTED_AUTHOR_TO_ADMIN);
    let admin = ACCOUNT.to_owned() + &bound("ClusterRoleBinding", "cluster-admin", WEB);
    let people = |role: &str, subject: &str| bound("RoleBinding", role, subject) + &admin;
    rule.fails(&people("edit", "{kind: Group, name: developers}"));
    rule.passes(&people("view", "{kind: Group, name: developers}"));
    rule.passes(&people("edit", "{kind: Group, name: 'system:masters'}"));
    let elsewhere =
        people("edit", "{kind: User, name: ann}").replace("b-edit, namespace: shop", "b-edit, namespace: bank");
    rule.passes(&elsewhere);
}

#[test]
fn every_node_holds_the_token_of_what_runs_on_it() {
    let rule = tester::of(&PATH_DAEMONSET_POWERFUL_TOKEN);
    let daemon = |kind: &str, role: &str| {
        format!(
            "apiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: web, namespace: shop}}\n\
             spec: {{template: {{metadata: {{labels: {{app: web}}}}, spec: {{serviceAccountName: web, containers: []}}}}}}\n---\n{}",
            bound("ClusterRoleBinding", role, WEB)
        )
    };
    rule.fails(&daemon("DaemonSet", "cluster-admin"));
    rule.passes(&daemon("Deployment", "cluster-admin"));
    rule.passes(&daemon("DaemonSet", "view"));
    let off = daemon("DaemonSet", "cluster-admin")
        .replace("containers: []", "automountServiceAccountToken: false, containers: []");
    rule.passes(&off);
}

#[test]
fn a_level_that_can_be_lifted_holds_nobody() {
    let rule = tester::of(&PATH_PSA_BYPASS_TO_NODE);
    let namespace = |level: &str| {
        format!(
            "apiVersion: v1\nkind: Namespace\nmetadata: {{name: shop, labels: {{pod-security.kubernetes.io/enforce: {level}}}}}\n---\n"
        )
    };
    let author = |rules: &str| role(rules) + &bound("RoleBinding", "r", "{kind: User, name: ann}");
    let both = "{apiGroups: [''], resources: [namespaces], verbs: [patch]}, {apiGroups: [''], resources: [pods], verbs: [create]}";
    rule.fails(&(namespace("restricted") + &author(both)));
    rule.passes(&(namespace("privileged") + &author(both)));
    rule.passes(&(namespace("restricted") + &author("{apiGroups: [''], resources: [pods], verbs: [create]}")));
    rule.passes(&(namespace("restricted") + &author("{apiGroups: [''], resources: [namespaces], verbs: [patch]}")));
    rule.passes(&author(both));
}

#[test]
fn a_store_without_conditions_serves_whoever_reads_what_comes_of_it() {
    let rule = tester::of(&PATH_SECRETSTORE_EXFIL);
    let store = |conditions: &str| {
        format!(
            "apiVersion: external-secrets.io/v1\nkind: ClusterSecretStore\nmetadata: {{name: s}}\nspec: {{provider: {{aws: {{}}}}{conditions}}}\n---\n"
        )
    };
    let author = |rules: &str| role(rules) + &bound("RoleBinding", "r", "{kind: User, name: ann}");
    let asks = "{apiGroups: [external-secrets.io], resources: [externalsecrets], verbs: [create]}";
    let reads = "{apiGroups: [''], resources: [secrets], verbs: [get]}";
    rule.fails(&(store("") + &author(&format!("{asks}, {reads}"))));
    rule.passes(&(store("") + &author(asks)));
    rule.passes(&(store(", conditions: [{namespaces: [a]}]") + &author(&format!("{asks}, {reads}"))));
}

/// The rules that find something in a text, with all paths and their pieces on.
fn found(text: &str) -> Vec<&'static str> {
    let mut sources = Sources::new();
    sources.add(Source::new("a.yaml".to_owned(), text, Role::Report));
    let input = Input { sources, ..Input::default() };
    let of = |it: &&&'static Rule| {
        it.name.starts_with("path-")
            || matches!(it.name, "rbac-cluster-admin-binding" | "sa-token-automount-privileged")
    };
    let rules = rules::all().iter().filter(of).copied().collect();
    let report = check(&input, &Policy { rules, ..Policy::default() });
    report.findings.iter().filter(|it| it.is_active()).map(|it| it.rule).collect()
}

#[test]
fn the_pieces_of_a_path_are_silent_and_silencing_the_cut_silences_it() {
    let text = exposed(ACCOUNT, "cluster-admin");
    assert_eq!(found(&text), ["path-internet-to-cluster-admin"]);
    let silenced = text.replace(
        "roleRef: {kind: ClusterRole, name: cluster-admin}",
        "roleRef: {kind: ClusterRole, name: cluster-admin} # holdshort: ignore[path-internet-to-cluster-admin] a demo",
    );
    assert_eq!(found(&silenced), ["sa-token-automount-privileged", "rbac-cluster-admin-binding"]);
}

#[test]
fn where_a_path_begins_or_ends_does_not_change_who_it_is() {
    let print = |text: &str| tester::of(&PATH_INTERNET_TO_CLUSTER_ADMIN).fails(text).fingerprint();
    let text = exposed(ACCOUNT, "cluster-admin");
    let moved = format!("# a comment\n{}", text.replace("type: LoadBalancer", "type: NodePort"));
    assert_eq!(print(&text), print(&moved));
}
