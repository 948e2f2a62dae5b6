use super::{Change, compare};
use crate::index::Index;
use crate::source::{Role, Source, Sources};

/// Changes as "holder +text" and "holder -text".
fn told(before: &[(&str, &str)], now: &[(&str, &str)]) -> Vec<String> {
    let word = |it: &Change| format!("{} {}{}", it.holder, if it.gain { '+' } else { '-' }, it.text);
    changes(before, now).iter().map(word).collect()
}

fn changes(before: &[(&str, &str)], now: &[(&str, &str)]) -> Vec<Change> {
    let held = |files: &[(&str, &str)]| {
        let mut sources = Sources::new();
        for (name, text) in files {
            sources.add(Source::new(*name, *text, Role::Report));
        }
        let trees = crate::engine::parse(&sources);
        Index::build(&sources, &trees, false).ledger()
    };
    compare(&held(before), &held(now))
}

const RBAC: &str = "apiVersion: rbac.authorization.k8s.io/v1";

fn role(rules: &str) -> String {
    format!("{RBAC}\nkind: ClusterRole\nmetadata: {{name: reader}}\nrules: [{rules}]\n")
}

fn bound(kind: &str, namespace: &str, role: &str, subject: &str) -> String {
    let namespace = if namespace.is_empty() { String::new() } else { format!(", namespace: {namespace}") };
    format!(
        "---\n{RBAC}\nkind: {kind}\nmetadata: {{name: b{namespace}}}\n\
         roleRef: {{apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: {role}}}\nsubjects: [{subject}]\n"
    )
}

const ACCOUNT: &str = "{kind: ServiceAccount, name: web, namespace: prod}";

/// What `web` gains where these rules of the role it is bound to, for one namespace, become those.
fn widened(before: &str, now: &str) -> Vec<String> {
    let binding = bound("RoleBinding", "prod", "reader", ACCOUNT);
    told(&[("a.yaml", &(role(before) + &binding))], &[("a.yaml", &(role(now) + &binding))])
}

#[test]
fn only_what_was_not_allowed_before_is_a_gain() {
    let through = ", in namespace `prod`, through RoleBinding `b` and ClusterRole `reader`";
    let get = "{apiGroups: [''], resources: [secrets, pods], verbs: [get]}";
    let more = "{apiGroups: [''], resources: [pods, secrets], verbs: [get, list]}";
    assert_eq!(widened(get, more), [format!("ServiceAccount prod/web +list secrets and pods{through}")]);
    assert_eq!(widened(more, get), [format!("ServiceAccount prod/web -list secrets and pods{through}")]);
    let split =
        "{apiGroups: [''], resources: [pods], verbs: [get]}, {apiGroups: [''], resources: [secrets], verbs: [get]}";
    assert!(widened(get, split).is_empty(), "said in another way");
    let all = "{apiGroups: ['*'], resources: ['*'], verbs: ['*']}";
    let lost: Vec<String> = widened(all, get);
    assert_eq!(lost, [format!("ServiceAccount prod/web -do everything{through}")]);
    let named = "{apiGroups: [''], resources: [secrets], verbs: [get, create], resourceNames: [a]}";
    let open = "{apiGroups: [''], resources: [secrets], verbs: [get, create]}";
    assert_eq!(
        widened(named, open),
        [format!("ServiceAccount prod/web +get and create secrets{through}")],
        "a name says nothing to `create`"
    );
    assert!(widened(open, named).iter().all(|it| it.contains(" -")));
    let scale = "{apiGroups: [apps], resources: ['*/scale'], verbs: [update]}";
    assert_eq!(
        widened("{apiGroups: [apps], resources: [deployments], verbs: [update]}", scale),
        [
            format!("ServiceAccount prod/web +update */scale.apps{through}"),
            format!("ServiceAccount prod/web -update deployments.apps{through}"),
        ]
    );
    assert!(
        widened(&format!("{scale}, {get}"), "{apiGroups: [apps], resources: [deployments/scale], verbs: [update]}")
            .iter()
            .all(|it| it.contains(" -"))
    );
}

#[test]
fn what_a_group_or_a_wider_binding_gave_already_is_none() {
    let rule = role("{apiGroups: [''], resources: [secrets], verbs: [list]}");
    let own = bound("RoleBinding", "prod", "reader", ACCOUNT);
    let group = bound("RoleBinding", "prod", "reader", "{kind: Group, name: 'system:serviceaccounts:prod'}");
    let wide = bound("ClusterRoleBinding", "", "reader", ACCOUNT);
    let lists = |from: &str, to: &str| {
        let all = told(&[("a.yaml", &format!("{rule}{from}"))], &[("a.yaml", &format!("{rule}{to}"))]);
        all.into_iter().filter(|it| it.contains(" +")).collect::<Vec<_>>()
    };
    assert!(lists(&group, &own).is_empty());
    assert!(lists(&wide, &own).is_empty());
    assert_eq!(lists(&own, &wide).len(), 1, "cluster-wide is more");
    assert!(lists(&own, &group)[0].starts_with("Group system:serviceaccounts:prod +list secrets"));
}

#[test]
fn roles_that_every_cluster_has_and_roles_that_nobody_knows_are_named() {
    let admin = bound("ClusterRoleBinding", "", "cluster-admin", "{kind: User, name: eve}");
    let found = told(&[], &[("a.yaml", &admin)]);
    assert!(
        found.contains(
            &"User eve +do everything, cluster-wide, through ClusterRoleBinding `b` and ClusterRole `cluster-admin`"
                .to_owned()
        ),
        "{found:#?}"
    );
    assert!(found.contains(&"User eve +a way to cluster-admin".to_owned()), "{found:#?}");
    let edit = told(&[], &[("a.yaml", &bound("RoleBinding", "prod", "edit", "{kind: User, name: eve}"))]);
    let edit: Vec<_> = edit.iter().filter(|it| it.contains("whatever")).collect();
    assert!(
        edit.len() == 1 && edit[0].starts_with("User eve +whatever ClusterRole `edit` allows, such as: "),
        "{edit:?}"
    );
    let unknown = told(&[], &[("a.yaml", &bound("RoleBinding", "prod", "elsewhere", "{kind: User, name: eve}"))]);
    assert!(
        unknown[0].contains("+whatever ClusterRole `elsewhere` allows, which is not among the files"),
        "{unknown:?}"
    );
}

const POD: &str = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: prod, labels: {app: web}}\nspec:\n  serviceAccountName: web\n  automountServiceAccountToken: true\n  \
                   containers: [{name: c, image: i}]\n";

fn service(kind: &str) -> String {
    format!(
        "---\napiVersion: v1\nkind: Service\nmetadata: {{name: web, namespace: prod}}\nspec: {{type: {kind}, selector: {{app: web}}, \
         ports: [{{port: 80}}]}}\n"
    )
}

const INGRESS: &str = "---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: shop, namespace: prod}\nspec:\n  rules:\n  \
                       - host: shop.example.com\n    http: {paths: [{path: /, backend: {service: {name: web}}}]}\n";

#[test]
fn doors_ways_and_tokens_are_gained_and_lost() {
    let admin = bound("ClusterRoleBinding", "", "cluster-admin", ACCOUNT);
    let inside = format!("{POD}{}{admin}", service("ClusterIP"));
    let outside = format!("{POD}{}{admin}", service("LoadBalancer"));
    let gained = [
        "Pod prod/web +an entry from outside, through Service prod/web",
        "Pod prod/web +a way from outside to cluster-admin",
    ];
    assert_eq!(told(&[("a.yaml", &inside)], &[("a.yaml", &outside)]), gained);
    let found = changes(&[("a.yaml", &inside)], &[("a.yaml", &outside)]);
    assert!(found.iter().all(|it| !it.places.is_empty()));
    let lost: Vec<String> = told(&[("a.yaml", &outside)], &[("a.yaml", &inside)]);
    assert_eq!(lost[0], gained[0].replace('+', "-"));
    let one = format!("{inside}{INGRESS}");
    let two = one.replace("paths: [", "paths: [{path: /admin, backend: {service: {name: web}}}, ");
    assert_eq!(
        told(&[("a.yaml", &one)], &[("a.yaml", &two)]),
        ["Pod prod/web +an entry from outside at `shop.example.com/admin`, through Ingress prod/shop"]
    );
    let other = inside.replace("serviceAccountName: web", "serviceAccountName: other");
    let found = told(&[("a.yaml", &other)], &[("a.yaml", &inside)]);
    assert!(found.contains(&"Pod prod/web +the token of ServiceAccount prod/web".to_owned()), "{found:#?}");
    assert!(!found.iter().any(|it| it.contains("-the token")), "what it had was good for nothing: {found:#?}");
}

#[test]
fn a_binding_that_another_cluster_has_is_news_in_this_one() {
    let admin = bound("ClusterRoleBinding", "", "view", "{kind: User, name: eve}");
    let found = changes(&[("dev/a.yaml", &admin)], &[("dev/a.yaml", &admin), ("prod/a.yaml", &admin)]);
    assert_eq!(found.iter().map(|it| it.folder.as_deref()).collect::<Vec<_>>(), [Some("prod")], "{found:#?}");
    assert!(told(&[("dev/a.yaml", &admin)], &[("new/a.yaml", &admin)]).is_empty(), "a folder got another name");
}
