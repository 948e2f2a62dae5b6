use super::{Index, Reason, Verdict};
use crate::manifest::{Fact, Identity, Request, Service};
use crate::source::{Role, Source, Sources};
use crate::yaml;

const SHOP: &str = "apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web, sidecar.istio.io/inject: 'true'}}
spec: {serviceAccountName: web, containers: [{name: c, ports: [{containerPort: 8080}, {containerPort: 9000}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}, {name: tcp-x, port: 90, targetPort: 9000}]}
";

const EDGE: Fact<Identity<'static>> = Fact::Is(Identity { trust_domain: None, namespace: "edge", account: "gate" });

fn get(path: &str, port: u16) -> Request<'_> {
    Request {
        identity: EDGE,
        token: Fact::Absent,
        port: Fact::Is(port),
        method: Fact::Is("GET"),
        path: Fact::Is(path),
        has_no_more_headers: true,
        ..Request::default()
    }
}

/// The verdict, and the name of the policy that gives it.
fn judge(text: &str, request: &Request<'_>) -> (Verdict, String) {
    let mut sources = Sources::new();
    let id = sources.add(Source::new("a.yaml", text, Role::Report));
    let trees = vec![yaml::parse(id, sources.get(id).text().clone())];
    let index = Index::build(&sources, &trees, false);
    let service = index.of_kind(crate::manifest::Kind::Service).find_map(Service::of);
    let answer = index.may_request(request, index.pods()[0], service);
    let reason = match answer.reason {
        Reason::Rule(policy, _) => policy.resource().name().to_owned(),
        Reason::NotAllowed(all) => format!("not {}", all[0].resource().name()),
        Reason::Nothing => "nothing".to_owned(),
        Reason::NotRefused => "not refused".to_owned(),
        Reason::PlainText(_) => "plain text".to_owned(),
        Reason::Open(rules) => format!("open {}", rules[0].0.resource().name()),
    };
    (answer.verdict, reason)
}

fn policy(name: &str, namespace: &str, spec: &str) -> String {
    format!(
        "---\napiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: {name}, namespace: {namespace}}}\nspec: {spec}\n"
    )
}

#[track_caller]
fn is(text: &str, request: &Request<'_>, verdict: Verdict, reason: &str) {
    assert_eq!(judge(text, request), (verdict, reason.to_owned()));
}

#[test]
fn denial_comes_first_and_permission_makes_the_rest_forbidden() {
    is(SHOP, &get("/", 8080), Verdict::Allowed, "nothing");
    let deny = policy("out", "shop", "{action: DENY, rules: [{to: [{operation: {paths: [/admin*]}}]}]}");
    let allow = policy("in", "shop", "{rules: [{from: [{source: {namespaces: [edge]}}]}]}");
    let both = format!("{SHOP}{deny}{allow}");
    is(&both, &get("/admin/x", 8080), Verdict::Denied, "out");
    is(&both, &get("/", 8080), Verdict::Allowed, "in");
    is(&both, &Request { identity: Fact::Absent, ..get("/", 8080) }, Verdict::Denied, "not in");
    is(&both, &Request { path: Fact::Unknown, ..get("/", 8080) }, Verdict::Unknown, "open out");
    is(&format!("{SHOP}{deny}"), &get("/", 8080), Verdict::Allowed, "not refused");
    let mesh = policy("all", "istio-system", "{}");
    is(&format!("{SHOP}{mesh}"), &get("/", 8080), Verdict::Denied, "not all");
    let elsewhere = policy("other", "shop", "{selector: {matchLabels: {app: db}}}");
    is(&format!("{SHOP}{elsewhere}"), &get("/", 8080), Verdict::Allowed, "nothing");
}

#[test]
fn the_protocol_of_the_port_decides_what_a_rule_means() {
    let deny = policy("out", "shop", "{action: DENY, rules: [{to: [{operation: {methods: [POST]}}]}]}");
    is(&format!("{SHOP}{deny}"), &get("/", 8080), Verdict::Allowed, "not refused");
    is(&format!("{SHOP}{deny}"), &get("/", 9000), Verdict::Denied, "out");
    let allow = policy("in", "shop", "{rules: [{to: [{operation: {methods: [GET]}}]}]}");
    is(&format!("{SHOP}{allow}"), &get("/", 8080), Verdict::Allowed, "in");
    is(&format!("{SHOP}{allow}"), &get("/", 9000), Verdict::Denied, "not in");
    let service_port = policy("port", "shop", "{action: DENY, rules: [{to: [{operation: {ports: ['80']}}]}]}");
    is(&format!("{SHOP}{service_port}"), &get("/", 8080), Verdict::Allowed, "not refused");
}

#[test]
fn an_external_authorizer_has_the_last_word_unless_something_denies() {
    let custom =
        policy("ask", "shop", "{action: CUSTOM, provider: {name: p}, rules: [{to: [{operation: {paths: [/a]}}]}]}");
    is(&format!("{SHOP}{custom}"), &get("/a", 8080), Verdict::Unknown, "open ask");
    is(&format!("{SHOP}{custom}"), &get("/b", 8080), Verdict::Allowed, "not refused");
    let deny = policy("out", "shop", "{action: DENY, rules: [{}]}");
    is(&format!("{SHOP}{custom}{deny}"), &get("/a", 8080), Verdict::Denied, "out");
    let audit = policy("see", "shop", "{action: AUDIT, rules: [{}]}");
    is(&format!("{SHOP}{audit}"), &get("/a", 8080), Verdict::Allowed, "not refused");
    let dry = deny.replace("namespace: shop", "namespace: shop, annotations: {istio.io/dry-run: 'true'}");
    is(&format!("{SHOP}{dry}"), &get("/a", 8080), Verdict::Allowed, "not refused");
}

#[test]
fn plain_text_does_not_pass_where_mutual_tls_must_be() {
    let strict = "---\napiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: p, namespace: shop}\nspec: {mtls: {mode: STRICT}}\n";
    let plain = Request { identity: Fact::Absent, ..get("/", 8080) };
    is(&format!("{SHOP}{strict}"), &plain, Verdict::Denied, "plain text");
    is(&format!("{SHOP}{strict}"), &get("/", 8080), Verdict::Allowed, "nothing");
    // Without mutual TLS nobody has an identity: what is for those that have one fails, what excludes one lets all in.
    let disabled = strict.replace("STRICT", "DISABLE");
    let by_name = policy("in", "shop", "{rules: [{from: [{source: {namespaces: [edge]}}]}]}");
    is(&format!("{SHOP}{disabled}{by_name}"), &get("/", 8080), Verdict::Denied, "not in");
    let by_other = policy("in", "shop", "{rules: [{from: [{source: {notNamespaces: [edge]}}]}]}");
    is(&format!("{SHOP}{disabled}{by_other}"), &get("/", 8080), Verdict::Allowed, "in");
}

const AMBIENT: &str =
    "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {istio.io/dataplane-mode: ambient}}\n";

#[test]
fn a_ztunnel_sees_connections_only() {
    let shop = format!("{}{AMBIENT}", SHOP.replace(", sidecar.istio.io/inject: 'true'", ""));
    let deny = policy(
        "out",
        "shop",
        "{action: DENY, rules: [{from: [{source: {namespaces: [edge]}}], to: [{operation: {methods: [GET]}}]}]}",
    );
    is(&format!("{SHOP}{deny}"), &get("/", 8080), Verdict::Denied, "out");
    is(&format!("{shop}{deny}"), &get("/", 8080), Verdict::Allowed, "not refused");
    let allow = policy("in", "shop", "{rules: [{to: [{operation: {methods: [GET]}}]}]}");
    is(&format!("{shop}{allow}"), &get("/", 8080), Verdict::Denied, "not in");
    let custom = policy("ask", "shop", "{action: CUSTOM, provider: {name: p}, rules: [{}]}");
    is(&format!("{shop}{custom}"), &get("/", 8080), Verdict::Allowed, "not refused");
}

#[test]
fn a_waypoint_stands_before_the_ztunnel_and_takes_what_names_it() {
    let shop = format!("{}{AMBIENT}", SHOP.replace(", sidecar.istio.io/inject: 'true'", ""));
    let shop = shop.replace("dataplane-mode: ambient", "dataplane-mode: ambient, istio.io/use-waypoint: way");
    let deny = "{action: DENY, targetRefs: [{kind: Service, group: '', name: web}], rules: [{to: [{operation: {paths: [/admin]}}]}]}";
    is(&format!("{shop}{}", policy("out", "shop", deny)), &get("/admin", 8080), Verdict::Denied, "out");
    is(&format!("{shop}{}", policy("out", "shop", deny)), &get("/", 8080), Verdict::Allowed, "not refused");
    is(&format!("{shop}{}", policy("out", "other", deny)), &get("/admin", 8080), Verdict::Allowed, "nothing");
    let class = "{action: DENY, targetRefs: [{kind: GatewayClass, group: gateway.networking.k8s.io, name: istio-waypoint}], rules: [{}]}";
    is(&format!("{shop}{}", policy("all", "istio-system", class)), &get("/", 8080), Verdict::Denied, "all");
    // The workload sees the waypoint, and no longer who called it.
    let client = policy("in", "shop", "{rules: [{from: [{source: {namespaces: [edge]}}]}]}");
    is(&format!("{shop}{client}"), &get("/", 8080), Verdict::Denied, "not in");
    let way = policy("in", "shop", "{rules: [{from: [{source: {principals: [cluster.local/ns/shop/sa/way]}}]}]}");
    is(&format!("{shop}{way}"), &get("/", 8080), Verdict::Allowed, "in");
}

#[test]
fn the_root_namespace_and_the_trust_domain_are_those_of_the_mesh() {
    let mesh = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio, namespace: mesh}\ndata:\n  mesh: |\n    rootNamespace: mesh\n    trustDomain: example.test\n    pathNormalization: {normalization: DECODE_AND_MERGE_SLASHES}\n";
    let deny = policy(
        "out",
        "mesh",
        "{action: DENY, rules: [{from: [{source: {principals: [example.test/ns/edge/sa/gate]}}], to: [{operation: {paths: [/admin]}}]}]}",
    );
    is(&format!("{SHOP}{mesh}{deny}"), &get("//x%2f..//admin", 8080), Verdict::Denied, "out");
    is(
        &format!("{SHOP}{mesh}{}", deny.replace("namespace: mesh", "namespace: istio-system")),
        &get("/admin", 8080),
        Verdict::Allowed,
        "nothing",
    );
}
