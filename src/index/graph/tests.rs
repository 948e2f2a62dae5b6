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

fn mesh(policies: &str) -> String {
    let namespace =
        "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {istio-injection: enabled}}\n---\n";
    [
        namespace.to_owned(),
        pod("web", ""),
        pod("db", ""),
        service("web", "LoadBalancer"),
        bound("ClusterRoleBinding", "cluster-admin", "web"),
        policies.to_owned(),
    ]
    .concat()
}

fn authorization(name: &str, spec: &str) -> String {
    format!(
        "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: {name}, namespace: shop}}\nspec: {spec}\n---\n"
    )
}

/// The calls that the graph knows, as `caller>called`.
fn calls(text: &str) -> Vec<String> {
    let mut sources = Sources::new();
    let id = sources.add(Source::new("a.yaml", text, Role::Report));
    let trees = vec![yaml::parse(id, sources.get(id).text().clone())];
    let index = Index::build(&sources, &trees, false);
    let graph = index.access_graph().graph();
    let name = |at| match graph[at] {
        Vertex::Workload(pod) => pod.resource().name().to_owned(),
        _ => String::new(),
    };
    let edges = graph.edge_indices().filter(|it| graph[*it].bond == Bond::Call);
    edges.filter_map(|it| graph.edge_endpoints(it)).map(|it| format!("{}>{}", name(it.0), name(it.1))).collect()
}

#[test]
fn a_policy_of_the_mesh_closes_the_door_unless_it_lets_the_gateway_in() {
    let from = |source: &str| {
        let rules =
            format!("{{selector: {{matchLabels: {{app: web}}}}, rules: [{{from: [{{source: {{{source}}}}}]}}]}}");
        attacks(&[&mesh(&authorization("p", &rules))]).len()
    };
    assert_eq!(attacks(&[&mesh("")]).len(), 1);
    assert_eq!(from("principals: [cluster.local/ns/shop/sa/db]"), 0);
    assert_eq!(from("serviceAccounts: [db]"), 0);
    assert_eq!(from("principals: [cluster.local/ns/istio-system/sa/istio-ingressgateway]"), 1);
    assert_eq!(from("namespaces: ['*']"), 1);
    assert_eq!(from("ipBlocks: [192.0.2.0/24]"), 1);
    assert_eq!(from("notNamespaces: [dev]"), 1);
    assert_eq!(attacks(&[&mesh(&authorization("p", "{}"))]).len(), 0, "an empty policy allows nothing");
    assert_eq!(attacks(&[&mesh(&authorization("p", "{action: DENY, rules: [{}]}"))]).len(), 0);
    assert_eq!(attacks(&[&mesh(&authorization("p", "{action: DENY}"))]).len(), 1, "no rule, nothing is refused");
    assert_eq!(attacks(&[&mesh(&authorization("p", "{rules: [{}]}"))]).len(), 1);
    assert_eq!(attacks(&[&mesh(&authorization("p", "{selector: {matchLabels: {app: db}}}"))]).len(), 1);
    let dry = authorization("p", "{}").replace("{name: p,", "{annotations: {istio.io/dry-run: 'true'}, name: p,");
    assert_eq!(attacks(&[&mesh(&dry)]).len(), 1);
    let outside = mesh(&authorization("p", "{}")).replace("istio-injection: enabled", "team: shop");
    assert_eq!(attacks(&[&outside]).len(), 1, "nobody enforces it");
}

#[test]
fn who_is_named_may_call_unless_something_refuses() {
    let allow = |source: &str| {
        let rules =
            format!("{{selector: {{matchLabels: {{app: db}}}}, rules: [{{from: [{{source: {{{source}}}}}]}}]}}");
        mesh(&authorization("p", &rules))
    };
    for source in ["principals: [cluster.local/ns/shop/sa/web]", "serviceAccounts: [shop/web]", "namespaces: [shop]"] {
        assert_eq!(calls(&allow(source)), ["web>db"], "{source}");
    }
    assert!(calls(&allow("principals: [cluster.local/ns/bank/sa/web]")).is_empty());
    assert!(calls(&mesh("")).is_empty());
    let named = allow("serviceAccounts: [web]");
    let refuse = |rule: &str| named.clone() + &authorization("d", &format!("{{action: DENY, rules: [{rule}]}}"));
    assert!(calls(&refuse("{}")).is_empty());
    assert!(calls(&refuse("{from: [{source: {serviceAccounts: [web]}}]}")).is_empty());
    assert_eq!(calls(&refuse("{from: [{source: {serviceAccounts: [other]}}]}")), ["web>db"]);
    assert_eq!(calls(&refuse("{to: [{operation: {methods: [POST]}}]}")), ["web>db"]);
    let isolated = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: n, namespace: shop}\nspec: {podSelector: {matchLabels: {app: db}}}\n---\n";
    assert!(calls(&(named + isolated)).is_empty());
}

#[test]
fn what_a_pod_may_call_is_no_attack() {
    let admin = bound("ClusterRoleBinding", "cluster-admin", "db");
    let text = mesh(&authorization(
        "p",
        "{selector: {matchLabels: {app: db}}, rules: [{from: [{source: {serviceAccounts: [web]}}]}]}",
    ));
    let text = text
        .replace("name: cluster-admin-web}", "name: x}")
        .replace("name: web, namespace: shop}]\n---", "name: other, namespace: shop}]\n---");
    assert!(attacks(&[&(text + &admin)]).is_empty());
}

#[test]
fn only_selectors_that_pick_something_open_a_door() {
    let web = [pod("web", ""), bound("ClusterRoleBinding", "cluster-admin", "web")].concat();
    let with = |service: &str| attacks(&[&(web.clone() + service)]).len();
    let open = service("web", "LoadBalancer");
    assert_eq!(with(&open), 1);
    assert_eq!(with(&open.replace("selector: {app: web}", "selector: {}")), 0);
    assert_eq!(with(&open.replace("selector: {app: web}, ", "")), 0);
    assert_eq!(with(&open.replace("{app: web}", "{app: web, tier: x}")), 0);
    assert_eq!(with(&open.replace("LoadBalancer", "ExternalName")), 0);
    assert_eq!(with(&open.replace("namespace: shop", "namespace: bank")), 0);
    assert_eq!(
        with(&open.replace("type: LoadBalancer", "type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.0/8]")),
        0
    );
    let bare = |text: String| text.replace(", namespace: shop", "");
    let account = bare(web.clone())
        .replace("kind: ServiceAccount, name: web}", "kind: ServiceAccount, name: web, namespace: shop}");
    assert_eq!(attacks(&[&(account + &bare(open))]).len(), 1, "whoever applies it chooses the namespace");
}

#[test]
fn an_ingress_opens_by_its_paths_and_by_its_default() {
    let web =
        [pod("web", ""), service("web", "ClusterIP"), bound("ClusterRoleBinding", "cluster-admin", "web")].concat();
    let with = |spec: &str, more: &str| {
        let ingress = format!(
            "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: i, namespace: shop{more}}}\nspec: {spec}\n"
        );
        attacks(&[&(web.clone() + &ingress)]).len()
    };
    let backend = "{service: {name: web, port: {number: 80}}}";
    assert_eq!(with(&format!("{{defaultBackend: {backend}}}"), ""), 1);
    let rules =
        format!("{{rules: [{{host: a, http: {{paths: [{{path: /, pathType: Prefix, backend: {backend}}}]}}}}]}}");
    assert_eq!(with(&rules, ""), 1);
    assert_eq!(with(&rules.replace("name: web", "name: api"), ""), 0);
    assert_eq!(with(&rules, ", annotations: {nginx.ingress.kubernetes.io/auth-url: 'https://a/b'}"), 0);
    assert_eq!(with(&rules.replace("{rules", "{ingressClassName: internal, rules"), ""), 0);
}

#[test]
fn one_path_is_told_once_and_where_it_is_cut() {
    // Two Services, two doors, one binding: one finding.
    let web =
        [pod("web", ""), service("web", "LoadBalancer"), bound("ClusterRoleBinding", "cluster-admin", "web")].concat();
    let twice = web.clone() + &service("web", "NodePort").replace("name: web,", "name: other,");
    assert_eq!(attacks(&[&twice]).len(), 1);
    // What is left once the first is cut is told by itself.
    let both = web.clone() + &bound("RoleBinding", "edit", "web");
    assert_eq!(
        attacks(&[&both]),
        ["ClusterAdmin: cut cluster-admin, from web", "NamespaceSecrets: cut edit, from web"]
    );
    // What goes with the same cut is not: who may do everything reads all Secrets as well.
    let group = bound("ClusterRoleBinding", "cluster-admin", "web")
        .replace("subjects: [", "subjects: [{kind: User, name: ann}, ");
    assert_eq!(attacks(&[&(web + &group.replace("cluster-admin-web", "more"))]).len(), 1);
}
