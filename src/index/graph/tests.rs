//! Small clusters, and the ways through them.

use super::*;
use crate::manifest::Kind;
use crate::source::{Role, Source, Sources};
use crate::yaml::{self, Tree};

const QUESTIONS: [Question; 11] = [
    Question::ClusterAdmin,
    Question::Hop,
    Question::AllSecrets,
    Question::Proxy,
    Question::NamespaceSecrets,
    Question::Node,
    Question::Cloud,
    Question::NodeEscape,
    Question::Daemon,
    Question::Author,
    Question::Neighbour,
];

/// Each attack as its question, the text at its cut, and the names of where it begins.
fn attacks(files: &[&str]) -> Vec<String> {
    let mut sources = Sources::new();
    let mut trees: Vec<Tree> = Vec::new();
    for (at, text) in files.iter().enumerate() {
        let id = sources.add(Source::new(format!("{at}.yaml"), *text, Role::Report));
        trees.push(yaml::parse(id, sources.get(id).text().clone()));
    }
    let index = Index::build(&sources, &trees, false);
    let mut told = Vec::new();
    for question in QUESTIONS {
        for &resource in index.resources() {
            for attack in index.attacks(question, resource) {
                let starts: Vec<&str> = attack.starts.iter().map(|it| it.name()).collect();
                let cut = sources.slice(attack.cut().span());
                told.push(format!("{question:?}: cut {cut}, from {}", starts.join(" ")));
            }
        }
    }
    told
}

fn pod(name: &str, spec: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: shop, labels: {{app: {name}}}}}\n\
         spec: {{serviceAccountName: {name}, containers: [{{name: c, image: i, ports: [{{containerPort: 80, name: http}}]}}]{spec}}}\n---\n"
    )
}

fn service(name: &str, kind: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Service\nmetadata: {{name: {name}, namespace: shop}}\n\
         spec: {{type: {kind}, selector: {{app: {name}}}, ports: [{{port: 80, targetPort: http}}]}}\n---\n"
    )
}

fn account(name: &str) -> String {
    format!("apiVersion: v1\nkind: ServiceAccount\nmetadata: {{name: {name}, namespace: shop}}\n---\n")
}

fn bound(kind: &str, role: &str, account: &str) -> String {
    let namespace = if kind == "RoleBinding" { ", namespace: shop" } else { "" };
    format!(
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: {kind}\nmetadata: {{name: {role}-{account}{namespace}}}\n\
         roleRef: {{apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: {role}}}\n\
         subjects: [{{kind: ServiceAccount, name: {account}, namespace: shop}}]\n---\n"
    )
}

#[test]
fn pods_that_share_a_binding_are_cut_at_it_once() {
    let text = [
        pod("web", ""),
        service("web", "LoadBalancer"),
        pod("api", "").replace("serviceAccountName: api", "serviceAccountName: web"),
        service("api", "NodePort"),
        account("web"),
        bound("ClusterRoleBinding", "cluster-admin", "web"),
    ];
    assert_eq!(attacks(&[&text.concat()]), ["ClusterAdmin: cut cluster-admin, from web api"]);
}

#[test]
fn without_door_token_or_port_there_is_no_way() {
    let all = |door: &str, spec: &str| {
        [pod("web", spec), service("web", door), bound("ClusterRoleBinding", "cluster-admin", "web")].concat()
    };
    assert_eq!(attacks(&[&all("LoadBalancer", "")]).len(), 1);
    assert!(attacks(&[&all("ClusterIP", "")]).is_empty());
    assert!(attacks(&[&all("LoadBalancer", ", automountServiceAccountToken: false")]).is_empty());
    assert!(attacks(&[&all("LoadBalancer", "").replace("targetPort: http", "targetPort: grpc")]).is_empty());
    let asleep = all("LoadBalancer", "") + &account("web") + "automountServiceAccountToken: false\n";
    let asleep = asleep.replace("---\nautomount", "automount");
    assert!(attacks(&[&asleep]).is_empty());
}

#[test]
fn a_policy_that_lets_nobody_in_closes_the_door() {
    let all = [pod("web", ""), service("web", "LoadBalancer"), bound("ClusterRoleBinding", "cluster-admin", "web")];
    let policy = |rules: &str| {
        format!(
            "{}apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: p, namespace: shop}}\n\
             spec: {{podSelector: {{}}{rules}}}\n",
            all.concat()
        )
    };
    assert!(attacks(&[&policy("")]).is_empty());
    assert!(attacks(&[&policy(", ingress: [{from: [{podSelector: {}}]}]")]).is_empty());
    assert_eq!(attacks(&[&policy(", ingress: [{}]")]).len(), 1);
    assert_eq!(attacks(&[&policy(", ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}]")]).len(), 1);
}

#[test]
fn an_account_of_the_same_namespace_is_one_hop_away() {
    let powerful = account("operator") + &bound("ClusterRoleBinding", "cluster-admin", "operator");
    let web = pod("web", "") + &bound("RoleBinding", "edit", "web");
    let open = format!("{web}{}{powerful}", service("web", "LoadBalancer"));
    assert_eq!(attacks(&[&open]), ["Hop: cut edit, from web"]);
    assert_eq!(attacks(&[&format!("{web}{powerful}")]), ["Neighbour: cut edit, from web"]);
    let people = bound("RoleBinding", "edit", "web").replace("kind: ServiceAccount", "kind: Group");
    assert_eq!(attacks(&[&format!("{people}{powerful}")]), ["Author: cut edit, from edit-web"]);
}

#[test]
fn commands_in_pods_reach_only_accounts_with_pods() {
    let role = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: exec}\n\
                rules: [{apiGroups: [''], resources: [pods/exec], verbs: [create]}]\n---\n";
    let idle = [
        role.to_owned(),
        pod("web", ""),
        service("web", "LoadBalancer"),
        bound("RoleBinding", "exec", "web"),
        bound("ClusterRoleBinding", "cluster-admin", "operator"),
        account("operator"),
    ]
    .concat();
    assert!(attacks(&[&idle]).is_empty());
    assert_eq!(attacks(&[&(idle + &pod("operator", ""))]), ["Hop: cut exec, from web"]);
}

#[test]
fn a_daemon_set_brings_its_token_to_every_node() {
    let daemon = pod("agent", "").replace("kind: Pod", "kind: DaemonSet").replace("v1\nkind: D", "apps/v1\nkind: D");
    let daemon = daemon.replace("spec: {", "spec: {template: {metadata: {labels: {app: agent}}, spec: {");
    let daemon = daemon.replace("}\n---", "}}}\n---") + &bound("ClusterRoleBinding", "cluster-admin", "agent");
    assert_eq!(attacks(&[&daemon]), ["Daemon: cut cluster-admin, from agent"]);
    let other = pod("web", "").replace("image: i", "image: i, securityContext: {privileged: true}");
    assert_eq!(attacks(&[&(daemon + &other)]), ["NodeEscape: cut cluster-admin, from agent"]);
}

#[test]
fn files_of_two_clusters_are_not_joined() {
    let base = [pod("web", ""), service("web", "LoadBalancer"), account("web")].concat();
    let admin = bound("ClusterRoleBinding", "cluster-admin", "web");
    assert!(attacks(&[&base, &format!("{}{admin}", base.replace("LoadBalancer", "ClusterIP"))]).is_empty());
}

#[test]
fn the_steps_of_a_path_stand_in_order() {
    let files = [
        pod("web", ""),
        service("web", "LoadBalancer"),
        bound("ClusterRoleBinding", "r", "web"),
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: r}\n\
         rules: [{apiGroups: [''], resources: [secrets], verbs: [list]}]\n"
            .to_owned(),
    ];
    let mut sources = Sources::new();
    let mut trees: Vec<Tree> = Vec::new();
    for (at, text) in files.iter().enumerate() {
        let id = sources.add(Source::new(format!("{at}.yaml"), text.as_str(), Role::Report));
        trees.push(yaml::parse(id, sources.get(id).text().clone()));
    }
    let index = Index::build(&sources, &trees, false);
    let binding = index.of_kind(Kind::ClusterRoleBinding).next().unwrap();
    let [attack] = index.attacks(Question::AllSecrets, binding) else { panic!("one attack") };
    let files: Vec<u32> = attack.steps.iter().map(|it| it.span().source.0).collect();
    assert_eq!(files, [1, 1, 0, 2, 2, 3]);
    assert_eq!((attack.choke, attack.certainty), (4, Certainty::Assumed));
}
