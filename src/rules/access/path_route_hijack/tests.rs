//! Who may take which host.

use crate::rules::tester;

fn gateway(listener: &str) -> String {
    format!(
        "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {{name: edge, namespace: edge}}\n\
         spec: {{listeners: [{{name: https, {listener}}}]}}\n---\n\
         apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {{name: shop, namespace: shop}}\n\
         spec: {{parentRefs: [{{name: edge, namespace: edge}}], hostnames: [shop.example.com]}}\n---\n"
    )
}

fn author(namespace: &str, rules: &str) -> String {
    format!(
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {{name: r-{namespace}}}\nrules: [{rules}]\n---\n\
         apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {{name: b, namespace: {namespace}}}\n\
         roleRef: {{kind: ClusterRole, name: r-{namespace}}}\nsubjects: [{{kind: User, name: eve}}]\n---\n"
    )
}

const ROUTES: &str = "{apiGroups: [gateway.networking.k8s.io], resources: [httproutes], verbs: [create]}";
const LABELS: &str = "{apiGroups: [''], resources: [namespaces], verbs: [patch]}";

#[test]
fn a_label_is_a_hurdle_only_for_those_who_cannot_set_it() {
    let rule = tester::of(&super::PATH_ROUTE_HIJACK);
    let of =
        |selector: &str| gateway(&format!("allowedRoutes: {{namespaces: {{from: Selector, selector: {selector}}}}}"));
    let open = of("{matchLabels: {routes: 'yes'}}");
    rule.passes(&(open.clone() + &author("blog", ROUTES)));
    rule.fails(&(open + &author("blog", &format!("{ROUTES}, {LABELS}"))));
    let fixed = of("{matchLabels: {kubernetes.io/metadata.name: shop}}");
    rule.passes(&(fixed + &author("blog", &format!("{ROUTES}, {LABELS}"))));
    rule.passes(&(gateway("port: 443") + &author("blog", ROUTES)));
}

#[test]
fn the_host_must_be_somebody_elses() {
    let rule = tester::of(&super::PATH_ROUTE_HIJACK);
    let open = gateway("allowedRoutes: {namespaces: {from: All}}");
    rule.fails(&(open.clone() + &author("blog", ROUTES)));
    rule.passes(&(open.clone() + &author("shop", ROUTES)));
    rule.passes(&(open.clone() + &author("blog", ROUTES) + &author("shop", ROUTES)));
    rule.passes(&(open.clone() + &author("blog", &ROUTES.replace("create", "get"))));
    rule.passes(
        &(open.replace("name: edge, namespace: edge}]", "name: edge, namespace: edge, sectionName: other}]")
            + &author("blog", ROUTES)),
    );
}

fn ingress(namespace: &str, host: &str, class: &str) -> String {
    format!(
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: i, namespace: {namespace}}}\n\
         spec: {{ingressClassName: {class}, rules: [{{host: {host}, http: {{paths: [{{path: /, pathType: Prefix, backend: {{service: {{name: w, port: {{number: 80}}}}}}}}]}}}}]}}\n---\n"
    )
}

#[test]
fn ingresses_of_one_host_and_class_share_it() {
    let rule = tester::of(&super::PATH_ROUTE_HIJACK);
    let edit = author("blog", "{apiGroups: [networking.k8s.io], resources: [ingresses], verbs: [update]}");
    let shop = ingress("shop", "a.example.com", "nginx");
    rule.fails(&(shop.clone() + &ingress("blog", "a.example.com", "nginx") + &edit));
    rule.passes(&(shop.clone() + &ingress("blog", "b.example.com", "nginx") + &edit));
    rule.passes(&(shop.clone() + &ingress("blog", "a.example.com", "internal") + &edit));
    rule.passes(&(shop + &edit));
}
