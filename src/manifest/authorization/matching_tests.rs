use super::*;
use crate::source::SourceId;
use crate::yaml;

const WEB: Identity<'static> = Identity { trust_domain: None, namespace: "shop", account: "web" };

/// A plain HTTP request of `shop/web`.
fn get(path: &str) -> Request<'_> {
    Request {
        identity: Fact::Is(WEB),
        address: Fact::Is("10.0.0.7".parse().unwrap()),
        forwarded: Fact::Is("198.51.100.7".parse().unwrap()),
        token: Fact::Absent,
        port: Fact::Is(8080),
        server_name: Fact::Absent,
        host: Fact::Is("API.example.com"),
        method: Fact::Is("GET"),
        path: Fact::Is(path),
        headers: &[("X-Team", "red")],
        has_no_more_headers: true,
    }
}

/// Whether a rule of a policy in `shop` holds for a request.
#[track_caller]
fn holds_for(enforcer: Enforcer, action: AuthorizationAction, rule: &str, request: Request<'_>) -> Option<bool> {
    let tree = yaml::parse(SourceId(0), rule.into());
    let mesh = MeshFacts { trust_domains: vec!["example.test", "old.test", "cluster.local"], normalization: "BASE" };
    let around = Surroundings { enforcer, namespace: Some("shop"), mesh: &mesh };
    CompiledRule::new(enforcer, action, tree.document(0).root().unwrap()).holds(&request, around)
}

#[track_caller]
fn http(rule: &str) -> Option<bool> {
    holds_for(Enforcer::Http, AuthorizationAction::Deny, rule, get("/admin"))
}

#[track_caller]
fn table(rows: &[(&str, Option<bool>)], rule: impl Fn(&str) -> String) {
    for (text, expected) in rows {
        assert_eq!(http(&rule(text)), *expected, "{text}");
    }
}

const YES: Option<bool> = Some(true);
const NO: Option<bool> = Some(false);

#[test]
fn strings_match_whole_at_the_start_at_the_end_or_by_being_there() {
    let rows = [
        ("paths: [/admin]", YES),
        ("paths: [/adm*]", YES),
        ("paths: ['*min']", YES),
        ("paths: ['*']", YES),
        ("paths: [/a*n]", NO),
        ("paths: ['/admin.*']", NO),
        ("paths: [/Admin]", NO),
        ("paths: ['/{*}']", YES),
        ("notPaths: [/admin]", NO),
        ("notPaths: [/other]", YES),
        ("methods: [get]", NO),
        ("methods: [GET, POST]", YES),
        ("hosts: [api.EXAMPLE.com]", YES),
        ("hosts: ['*.example.com']", YES),
        ("ports: ['8080']", YES),
        ("ports: ['80']", NO),
        ("notPorts: ['80']", YES),
        ("paths: [/admin], methods: [POST]", NO),
    ];
    table(&rows, |it| format!("{{to: [{{operation: {{{it}}}}}]}}"));
}

#[test]
fn identities_carry_trust_domain_namespace_and_account() {
    let rows = [
        ("principals: [example.test/ns/shop/sa/web]", YES),
        ("principals: [cluster.local/ns/shop/sa/web]", YES),
        ("principals: [old.test/ns/shop/sa/web]", YES),
        ("principals: [elsewhere/ns/shop/sa/web]", NO),
        ("principals: ['spiffe://example.test/ns/shop/sa/web']", NO),
        ("principals: ['*/ns/shop/sa/web']", YES),
        ("principals: ['cluster.local/ns/shop/*']", YES),
        ("principals: ['*']", YES),
        ("namespaces: [shop]", YES),
        ("namespaces: ['s*p']", YES),
        ("namespaces: [sho]", NO),
        ("serviceAccounts: [web]", YES),
        ("serviceAccounts: [shop/web]", YES),
        ("serviceAccounts: [other/web]", NO),
        ("trustDomains: [example.test]", YES),
        ("ipBlocks: [10.0.0.0/8]", YES),
        ("ipBlocks: [10.0.0.7]", YES),
        ("remoteIpBlocks: [10.0.0.0/8]", NO),
        ("notRequestPrincipals: ['*']", YES),
        ("requestPrincipals: ['*']", NO),
    ];
    table(&rows, |it| format!("{{from: [{{source: {{{it}}}}}]}}"));
}

#[test]
fn what_is_absent_is_listed_nowhere() {
    let rows = [
        ("key: 'request.headers[x-team]', values: [red]", YES),
        ("key: 'request.headers[x-team]', notValues: [blue]", YES),
        ("key: 'request.headers[x-other]', values: ['*']", NO),
        ("key: 'request.headers[x-other]', notValues: [blue]", YES),
        ("key: 'request.auth.claims[group]', values: [a]", NO),
        ("key: 'request.auth.claims[group]', notValues: [a]", YES),
        ("key: connection.sni, values: [a]", NO),
        ("key: source.namespace, values: [shop]", YES),
        ("key: destination.ip, values: [10.0.0.1]", None),
    ];
    table(&rows, |it| format!("{{when: [{{{it}}}]}}"));
    // Without mutual TLS there is no identity: what lists it fails, and what excludes it holds.
    let plain = Request { identity: Fact::Absent, ..get("/") };
    let ask = |rule: &str| holds_for(Enforcer::Http, AuthorizationAction::Deny, rule, plain);
    assert_eq!(ask("{from: [{source: {principals: ['*']}}]}"), NO);
    assert_eq!(ask("{from: [{source: {notPrincipals: [evil]}}]}"), YES);
    assert_eq!(ask("{from: [{source: {notNamespaces: [evil]}}]}"), YES);
}

#[test]
fn lists_are_or_and_fields_are_and() {
    let rule = "{from: [{source: {namespaces: [other]}}, {source: {principals: ['*']}}], to: [{operation: {methods: [POST]}}, {operation: {paths: [/admin]}}]}";
    assert_eq!(http(rule), YES);
    assert_eq!(http("{from: [{source: {namespaces: [shop], ipBlocks: [192.0.2.0/24]}}]}"), NO);
    assert_eq!(http("{}"), YES);
    let unknown = Request { path: Fact::Unknown, ..get("/") };
    let ask = |rule: &str| holds_for(Enforcer::Http, AuthorizationAction::Deny, rule, unknown);
    assert_eq!(ask("{to: [{operation: {paths: [/admin]}}]}"), None);
    assert_eq!(ask("{to: [{operation: {paths: [/admin], methods: [POST]}}]}"), NO);
    assert_eq!(ask("{to: [{operation: {paths: [/admin]}}, {operation: {methods: [GET]}}]}"), YES);
}

#[test]
fn paths_are_normalised_before_they_are_matched() {
    let rule = "{to: [{operation: {paths: [/admin]}}]}";
    let ask = |path| holds_for(Enforcer::Http, AuthorizationAction::Deny, rule, get(path));
    for path in ["/admin?x=1", "/x/../admin", "/%61dmin", "/admin#top"] {
        assert_eq!(ask(path), YES, "{path}");
    }
    for path in ["//admin", "/admin/", "/x%2f..%2fadmin"] {
        assert_eq!(ask(path), NO, "{path} slips through BASE");
    }
}

#[test]
fn each_enforcer_reads_the_same_rule_otherwise() {
    let rule = "{from: [{source: {namespaces: [shop]}}], to: [{operation: {methods: [POST]}}]}";
    let ask = |enforcer, action| holds_for(enforcer, action, rule, get("/"));
    use AuthorizationAction::{Allow, Deny};
    assert_eq!([ask(Enforcer::Http, Deny), ask(Enforcer::Tcp, Deny), ask(Enforcer::Ztunnel, Deny)], [NO, YES, NO]);
    assert_eq!([ask(Enforcer::Tcp, Allow), ask(Enforcer::Ztunnel, Allow)], [NO, NO]);
    let part = "{to: [{operation: {methods: [POST], ports: ['8080']}}]}";
    assert_eq!(holds_for(Enforcer::Ztunnel, Deny, part, get("/")), YES, "the port is denied for all methods");
    let infix = "{from: [{source: {namespaces: ['s*p']}}]}";
    assert_eq!(holds_for(Enforcer::Ztunnel, Deny, infix, get("/")), NO);
    let alias = "{from: [{source: {principals: [old.test/ns/shop/sa/web]}}]}";
    assert_eq!(holds_for(Enforcer::Ztunnel, Deny, alias, get("/")), None);
}
