//! `httproute-hostname-conflict`

use crate::rule::prelude::*;

declare_rule! {
    /// HTTPRoutes of different namespaces for one host and path.
    ///
    /// ## Why is this bad?
    /// The older of them gets the traffic. Who may write routes in one namespace can so take a host before its owner
    /// does, or take it over when the route of the owner is made anew.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: {name: shop, namespace: shop}
    /// spec:
    ///   parentRefs: [{name: edge, namespace: edge}]
    ///   hostnames: [shop.example.com]
    ///   rules: [{backendRefs: [{name: web, port: 80}]}]
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: {name: shop, namespace: other}
    /// spec:
    ///   parentRefs: [{name: edge, namespace: edge}]
    ///   hostnames: [shop.example.com]
    ///   rules: [{backendRefs: [{name: web, port: 80}]}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: {name: shop, namespace: shop}
    /// spec:
    ///   parentRefs: [{name: edge, namespace: edge}]
    ///   hostnames: [shop.example.com]
    ///   rules: [{backendRefs: [{name: web, port: 80}]}]
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: {name: shop, namespace: other}
    /// spec:
    ///   parentRefs: [{name: edge, namespace: edge}]
    ///   hostnames: [shop.example.com]
    ///   rules: [{matches: [{path: {value: /api}}], backendRefs: [{name: web, port: 80}]}]
    /// ```
    pub HTTPROUTE_HOSTNAME_CONFLICT = "httproute-hostname-conflict" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:284"],
        check: Related(&[Kind::HttpRoute], check)
    }
}

/// More routes of one host than this are shards of one site; comparing all would cost more than it tells.
const LOOK_BACK: usize = 32;

fn check<'a>(route: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for host in route.spec().into_iter().flat_map(|it| it.list("hostnames")) {
        let Some(name) = host.as_str().filter(|it| !it.is_empty()) else { continue };
        // Only what stands before this one: of two, the later is reported.
        let earlier = index
            .naming(Kind::HttpRoute, name)
            .map(|it| it.0)
            .take_while(|it| it.root() != route.root())
            .filter(|it| matches!((it.namespace(), route.namespace()), (Some(a), Some(b)) if a != b))
            .filter(|it| index.same_cluster(*it, route) && share_parent(*it, route))
            .take(LOOK_BACK);
        for other in earlier {
            let Some((mine, path)) = matches(route).find(|(_, it)| matches(other).any(|(_, that)| that == *it)) else {
                continue;
            };
            cx.report(host, format!("`{name}{}` is also claimed by {} of another namespace", path.1, other.title()))
                .label(other, "the other one")
                .label(mine, "for the same path")
                .help("keep one of them, give them different paths, or give each namespace a listener of its own");
            break;
        }
    }
}

/// Each rule's paths, with type; a match that asks for more than a path is left out.
fn matches(route: Resource<'_>) -> impl Iterator<Item = (Value<'_>, (&str, &str))> {
    let rules = route.spec().into_iter().flat_map(|it| it.list("rules"));
    rules.flat_map(|rule| {
        let all = rule.get("matches").filter(|it| !it.is_empty());
        let whole = all.is_none().then_some((rule, ("PathPrefix", "/")));
        let listed = all
            .into_iter()
            .flat_map(Value::items)
            .filter(|it| ["headers", "queryParams", "method"].iter().all(|field| it.get(field).is_none()));
        whole.into_iter().chain(listed.map(move |it| {
            let path = it.get("path");
            let text = |field, default| path.and_then(|it| it.str(field)).unwrap_or(default);
            (rule, (text("type", "PathPrefix"), text("value", "/")))
        }))
    })
}

/// Whether both attach to one listener, as far as they say.
fn share_parent(one: Resource<'_>, other: Resource<'_>) -> bool {
    fn parents(it: Resource<'_>) -> impl Iterator<Item = (Option<&str>, Option<&str>, Option<&str>)> {
        let all = it.spec().into_iter().flat_map(|it| it.list("parentRefs"));
        all.map(move |parent| {
            (parent.str("namespace").or(it.namespace()), parent.str("name"), parent.str("sectionName"))
        })
    }
    parents(one)
        .any(|a| parents(other).any(|b| a.0 == b.0 && a.1 == b.1 && (a.2.is_none() || b.2.is_none() || a.2 == b.2)))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn route(namespace: &str, spec: &str) -> String {
        format!(
            "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {{name: r, namespace: {namespace}}}\nspec: {{parentRefs: [{{name: edge, namespace: edge}}], {spec}}}\n---\n"
        )
    }

    #[test]
    fn only_routes_on_one_listener_meet() {
        let rule = tester::of(&super::HTTPROUTE_HOSTNAME_CONFLICT);
        let spec = "hostnames: [a.example.com], rules: [{}]";
        rule.fails(&format!("{}{}", route("shop", spec), route("other", spec)));
        rule.passes(&format!("{}{}", route("shop", spec), route("shop", spec).replace("name: r", "name: s")));
        rule.passes(&format!(
            "{}{}",
            route("shop", spec),
            route("other", spec).replace("{name: edge,", "{name: inner,")
        ));
        let get = "hostnames: [a.example.com], rules: [{matches: [{method: GET}]}]";
        rule.passes(&format!("{}{}", route("shop", spec), route("other", get)));
    }

    #[test]
    fn one_of_two_is_told_and_paths_part_them() {
        let rule = tester::of(&super::HTTPROUTE_HOSTNAME_CONFLICT);
        let path = |path: &str| {
            format!("hostnames: [a.example.com], rules: [{{matches: [{{path: {{type: PathPrefix, value: {path}}}}}]}}]")
        };
        let found = rule.fails(&format!("{}{}", route("shop", &path("/a")), route("other", &path("/a"))));
        assert_eq!(found.subject.namespace.as_deref(), Some("other"));
        rule.passes(&format!("{}{}", route("shop", &path("/a")), route("other", &path("/b"))));
        let sections =
            route("other", &path("/a")).replace("name: edge, namespace", "name: edge, sectionName: two, namespace");
        let first =
            route("shop", &path("/a")).replace("name: edge, namespace", "name: edge, sectionName: one, namespace");
        rule.passes(&format!("{first}{sections}"));
    }
}
