//! What is easiest to get wrong about Istio, one vector or more for each point; and what other linters get wrong.

#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]
use holdshort::config::{Flags, resolve};
use holdshort::engine::{self, Input};
use holdshort::finding::{Finding, Severity};
use holdshort::source::{Role, Source, Sources};

/// An object of Istio.
fn of(kind: &str, name: &str, spec: &str) -> String {
    let (namespace, name) = name.split_once('/').unwrap_or(("shop", name));
    let group = match kind {
        "AuthorizationPolicy" | "PeerAuthentication" | "RequestAuthentication" => "security.istio.io/v1",
        "Telemetry" => "telemetry.istio.io/v1",
        "WasmPlugin" => "extensions.istio.io/v1alpha1",
        "Service" | "Pod" | "Secret" => "v1",
        _ => "networking.istio.io/v1",
    };
    format!(
        "---\napiVersion: {group}\nkind: {kind}\nmetadata: {{name: {name}, namespace: {namespace}}}\nspec: {spec}\n"
    )
}

fn namespace(name: &str, labels: &str) -> String {
    format!("---\napiVersion: v1\nkind: Namespace\nmetadata: {{name: {name}, labels: {{{labels}}}}}\n")
}

fn pod(name: &str, labels: &str, spec: &str) -> String {
    let (namespace, name) = name.split_once('/').unwrap_or(("shop", name));
    format!(
        "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: {namespace}, labels: {{{labels}}}}}\nspec: {{{spec}}}\n"
    )
}

fn mesh(config: &str) -> String {
    format!(
        "---\napiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {{name: mesh}}\nspec: {{meshConfig: {{{config}}}}}\n"
    )
}

fn release(version: &str) -> String {
    format!(
        "---\napiVersion: sailoperator.io/v1\nkind: Istio\nmetadata: {{name: default}}\nspec: {{version: v{version}, namespace: istio-system}}\n"
    )
}

/// The workload `web` and its Service, 80 to 8080.
fn web() -> String {
    pod("web", "app: web", "containers: [{name: c, image: x, ports: [{containerPort: 8080}]}]")
        + &of("Service", "web", "{selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}")
}

fn lint(files: &[(&str, &str)], closed: bool) -> Vec<Finding> {
    let mut sources = Sources::new();
    for (name, text) in files {
        sources.add(Source::new(*name, *text, Role::Report));
    }
    let flags = Flags { rulesets: vec!["pedantic".to_owned()], closed_world: closed, ..Flags::default() };
    let policy = resolve(None, &flags, &|_| Err("no disk".to_owned())).unwrap().policy("").unwrap();
    let report = engine::check(&Input { sources, ..Input::default() }, &policy);
    report.findings.into_iter().filter(Finding::is_active).collect()
}

#[track_caller]
fn judge(rule: &str, text: &str, closed: bool, count: usize) -> Vec<Finding> {
    assert!(holdshort::rules::find(rule).is_some(), "{rule}");
    let all = lint(&[("a.yaml", text)], closed);
    let found: Vec<Finding> = all.into_iter().filter(|it| it.rule == rule).collect();
    let messages: Vec<&String> = found.iter().map(|it| &it.message).collect();
    assert_eq!(found.len(), count, "{rule}: {messages:#?} in\n{text}");
    found
}

#[track_caller]
fn fails(rule: &str, text: &str) -> Finding {
    judge(rule, text, false, 1).remove(0)
}

#[track_caller]
fn passes(rule: &str, text: &str) {
    judge(rule, text, false, 0);
}

#[test]
fn what_is_absent_is_zero_and_zero_is_not_the_default() {
    fails(
        "dr-tls-mode-omitted",
        &of("DestinationRule", "d", "{host: a.example.com, trafficPolicy: {tls: {sni: a.example.com}}}"),
    );
    let server = "{selector: {istio: x}, servers: [{port: {number: 443, name: https, protocol: HTTPS}, hosts: [a.b], tls: {credentialName: c}}]}";
    fails("gateway-tls-mode-omitted", &of("Gateway", "g", server));
    fails(
        "sidecar-outbound-mode-omitted",
        &of("Sidecar", "s", "{egress: [{hosts: ['./*']}], outboundTrafficPolicy: {}}"),
    );
    passes("sidecar-outbound-mode-omitted", &of("Sidecar", "s", "{egress: [{hosts: ['./*']}]}"));
    // UNSET inherits; it is not PERMISSIVE.
    passes("peerauthn-permissive", &of("PeerAuthentication", "p", "{}"));
    passes("peerauthn-permissive", &of("PeerAuthentication", "p", "{mtls: {mode: UNSET}}"));
    fails(
        "se-resolution-none",
        &of("ServiceEntry", "s", "{hosts: ['*.example.com'], ports: [{number: 443, name: tls, protocol: TLS}]}"),
    );
}

#[test]
fn nothing_an_empty_rule_and_no_rules_are_three_things() {
    let policy = |spec: &str| of("AuthorizationPolicy", "p", spec);
    fails("authz-allow-all", &policy("{rules: [{}]}"));
    for spec in ["{}", "{rules: []}"] {
        passes("authz-allow-all", &policy(spec));
    }
    let invalid = |spec: &str| {
        let all = lint(&[("a.yaml", &policy(spec))], false);
        all.iter().any(|it| matches!(it.rule, "istio-schema-invalid" | "authz-rules-shape"))
    };
    assert!(invalid("{action: DENY, rules: []}") && invalid("{action: DENY}") && !invalid("{rules: []}"));
}

#[test]
fn settings_of_a_port_replace_and_those_of_a_subset_do_not() {
    let rule = |policy: &str| of("DestinationRule", "d", &format!("{{host: a.example.com, {policy}}}"));
    let port = "portLevelSettings: [{port: {number: 1}, connectionPool: {tcp: {maxConnections: 9}}}]";
    let lost = |mode: &str| {
        fails("dr-port-level-drops-tls", &rule(&format!("trafficPolicy: {{tls: {{mode: {mode}}}, {port}}}")))
    };
    assert_eq!(lost("SIMPLE").severity, Severity::High);
    // Automatic mutual TLS takes over.
    assert_eq!(lost("ISTIO_MUTUAL").severity, Severity::Low);
    let subset = "trafficPolicy: {tls: {mode: SIMPLE}}, subsets: [{name: s, labels: {v: a}, trafficPolicy: {loadBalancer: {simple: RANDOM}}}]";
    passes("dr-port-level-drops-tls", &rule(subset));
}

#[test]
fn destination_rules_are_looked_up_in_three_namespaces() {
    let route = of("VirtualService", "v", "{hosts: [web], http: [{route: [{destination: {host: web, subset: v1}}]}]}");
    let rule = |place: &str| {
        of(
            "DestinationRule",
            &format!("{place}/d"),
            "{host: web.shop.svc.cluster.local, subsets: [{name: v1, labels: {app: web}}]}",
        )
    };
    for (place, count) in [("shop", 0), ("istio-system", 0), ("elsewhere", 1)] {
        judge("vs-subset-not-found", &(web() + &route + &rule(place)), true, count);
    }
    let wide =
        of("DestinationRule", "wide", "{host: '*.shop.svc.cluster.local', trafficPolicy: {tls: {mode: SIMPLE}}}");
    let exact = of(
        "DestinationRule",
        "exact",
        "{host: web.shop.svc.cluster.local, trafficPolicy: {connectionPool: {tcp: {maxConnections: 9}}}}",
    );
    fails("dr-specific-shadows-wildcard", &(web() + &wide + &exact));
    let mutual = wide.replace("SIMPLE", "ISTIO_MUTUAL");
    passes("dr-specific-shadows-wildcard", &(web() + &mutual + &exact));
}

#[test]
fn sidecars_load_no_secrets() {
    let rule = |tls: &str, more: &str| {
        of(
            "DestinationRule",
            "d",
            &format!("{{host: a.example.com, {more}trafficPolicy: {{tls: {{mode: SIMPLE, {tls}}}}}}}"),
        )
    };
    let name = "dr-credentialname-sidecar-plaintext";
    fails(name, &rule("credentialName: c", ""));
    passes(name, &rule("credentialName: 'configmap://c'", ""));
    passes(name, &rule("credentialName: c", "workloadSelector: {matchLabels: {app: web}}, "));
}

#[test]
fn since_1_21_certificates_are_checked_unless_that_is_switched_off() {
    let rule = |tls: &str| {
        of("DestinationRule", "d", &format!("{{host: a.example.com, trafficPolicy: {{tls: {{mode: SIMPLE{tls}}}}}}}"))
    };
    passes("dr-tls-no-ca", &rule(""));
    passes("dr-tls-no-ca", &(rule("") + &release("1.29.3")));
    fails("dr-tls-no-ca", &(rule("") + &release("1.20.8")));
    fails("dr-insecure-skip-verify", &rule(", insecureSkipVerify: true"));
}

#[test]
fn one_dot_stops_the_expansion_of_a_name() {
    let route = |host: &str| {
        web()
            + &of(
                "VirtualService",
                "v",
                &format!("{{hosts: [x.example.com], http: [{{route: [{{destination: {{host: {host}}}}}]}}]}}"),
            )
    };
    for host in ["web.shop", "web.shop.svc"] {
        fails("host-partially-qualified", &route(host));
    }
    for host in ["web", "web.shop.svc.cluster.local"] {
        passes("host-partially-qualified", &route(host));
    }
}

#[test]
fn routes_name_ports_of_services_and_policies_those_of_workloads() {
    let route = |port: u16| {
        web()
            + &of(
                "VirtualService",
                "v",
                &format!(
                    "{{hosts: [web], http: [{{route: [{{destination: {{host: web, port: {{number: {port}}}}}}}]}}]}}"
                ),
            )
    };
    fails("vs-destination-port-not-found", &route(8080));
    passes("vs-destination-port-not-found", &route(80));
    let policy = |port: u16| {
        web()
            + &of(
                "AuthorizationPolicy",
                "p",
                &format!(
                    "{{selector: {{matchLabels: {{app: web}}}}, action: DENY, rules: [{{to: [{{operation: {{ports: ['{port}']}}}}]}}]}}"
                ),
            )
    };
    fails("authz-port-is-service-port", &policy(80));
    passes("authz-port-is-service-port", &policy(8080));
    let mtls = |port: u16| {
        web()
            + &of(
                "PeerAuthentication",
                "p",
                &format!(
                    "{{selector: {{matchLabels: {{app: web}}}}, mtls: {{mode: STRICT}}, portLevelMtls: {{{port}: {{mode: DISABLE}}}}}}"
                ),
            )
    };
    fails("peerauthn-port-is-service-port", &mtls(80));
    passes("peerauthn-port-is-service-port", &mtls(8080));
}

#[test]
fn the_nearest_policy_that_sets_a_mode_counts() {
    let strict = of("PeerAuthentication", "istio-system/default", "{mtls: {mode: STRICT}}");
    let plain = of("DestinationRule", "d", "{host: web, trafficPolicy: {tls: {mode: DISABLE}}}");
    let all = web() + &strict + &plain;
    fails("dr-overrides-strict", &all);
    fails("dr-overrides-strict", &(all.clone() + &of("PeerAuthentication", "p", "{}")));
    passes("dr-overrides-strict", &(all.clone() + &of("PeerAuthentication", "p", "{mtls: {mode: PERMISSIVE}}")));
    let own = |mode: &str| {
        of("PeerAuthentication", "own", &format!("{{selector: {{matchLabels: {{app: web}}}}, mtls: {{mode: {mode}}}}}"))
    };
    passes("dr-overrides-strict", &(all.clone() + &own("DISABLE")));
    let root =
        of("PeerAuthentication", "istio-system/web", "{selector: {matchLabels: {app: web}}, mtls: {mode: DISABLE}}");
    fails("dr-overrides-strict", &(all + &root));
    fails("peerauthn-root-selector-ignored", &(root + &mesh("enableAutoMtls: true")));
    // Which of two is older the files do not say.
    let two = own("STRICT") + &own("DISABLE").replace("name: own", "name: other");
    assert!(!lint(&[("a.yaml", &(web() + &two))], false).iter().all(|it| it.rule != "peerauthn-shadowed"));
}

#[test]
fn with_automatic_mutual_tls_no_destination_rule_is_missed() {
    let strict = namespace("shop", "istio-injection: enabled")
        + &web()
        + &of("PeerAuthentication", "istio-system/default", "{mtls: {mode: STRICT}}");
    let about = |text: &str| lint(&[("a.yaml", text)], true).into_iter().filter(|it| it.rule.contains("mtls")).count();
    assert_eq!(about(&(strict.clone() + &mesh("enableAutoMtls: true"))), 0);
    fails("auto-mtls-disabled", &(strict + &mesh("enableAutoMtls: false")));
}

#[test]
fn denial_by_what_is_there_and_permission_by_what_is_not_fail_open() {
    let text = |spec: &str| {
        of("PeerAuthentication", "p", "{mtls: {mode: PERMISSIVE}}") + &of("AuthorizationPolicy", "p", spec)
    };
    let worst = |spec: &str| {
        let all = lint(&[("a.yaml", &text(spec))], false);
        all.iter().filter(|it| it.rule == "authz-mtls-fields-without-strict").map(|it| it.severity).max()
    };
    let from = |field: &str| format!("rules: [{{from: [{{source: {{{field}: [guests]}}}}]}}]");
    assert_eq!(worst(&format!("{{action: DENY, {}}}", from("namespaces"))), Some(Severity::High));
    assert_eq!(worst(&format!("{{{}}}", from("notNamespaces"))), Some(Severity::High));
    assert!(worst(&format!("{{{}}}", from("namespaces"))) < Some(Severity::High));
    assert!(worst(&format!("{{action: DENY, {}}}", from("notNamespaces"))) < Some(Severity::High));
}

#[test]
fn on_tcp_permission_by_http_is_dropped_and_denial_grows() {
    let tcp = web().replace("name: http,", "name: tcp-web,");
    let policy = |action: &str| {
        of(
            "AuthorizationPolicy",
            "p",
            &format!(
                "{{selector: {{matchLabels: {{app: web}}}}, action: {action}, rules: [{{to: [{{operation: {{methods: [GET]}}}}]}}]}}"
            ),
        )
    };
    let said = |action: &str| fails("authz-http-fields-on-tcp", &(tcp.clone() + &policy(action))).message;
    assert!(said("ALLOW").contains("dropped") && said("DENY").contains("denies every connection"));
    passes("authz-http-fields-on-tcp", &(web() + &policy("DENY")));
}

#[test]
fn strings_have_a_star_at_one_end_and_no_expressions() {
    let path = |path: &str| {
        of(
            "AuthorizationPolicy",
            "p",
            &format!("{{action: DENY, rules: [{{to: [{{operation: {{paths: ['{path}']}}}}]}}]}}"),
        )
    };
    for infix in ["/a/*/b", "/a*b", "*a*"] {
        fails("authz-infix-wildcard", &path(infix));
    }
    for good in ["/a*", "*/a", "*", "/a/{*}/b", "/a/{**}"] {
        passes("authz-infix-wildcard", &path(good));
    }
    fails("authz-regex-like", &path("/a/.*/b"));
    let source =
        |field: &str| of("AuthorizationPolicy", "p", &format!("{{rules: [{{from: [{{source: {{{field}}}}}]}}]}}"));
    passes("authz-infix-wildcard", &source("namespaces: [a*b]"));
    let refused = lint(&[("a.yaml", &source("serviceAccounts: ['*']"))], false);
    assert!(refused.iter().any(|it| matches!(it.rule, "istio-schema-invalid" | "authz-serviceaccounts-mix")));
}

#[test]
fn a_ztunnel_leaves_out_what_it_does_not_see() {
    let ambient = namespace("shop", "istio.io/dataplane-mode: ambient");
    let deny =
        |rule: &str| ambient.clone() + &of("AuthorizationPolicy", "p", &format!("{{action: DENY, rules: [{rule}]}}"));
    for rule in [
        "{from: [{source: {principals: [a]}}], to: [{operation: {methods: [GET]}}]}",
        "{to: [{operation: {paths: [/a]}}]}",
        "{when: [{key: source.serviceAccount, values: [a/b]}]}",
        "{when: [{key: connection.sni, values: [a]}]}",
    ] {
        fails("authz-ztunnel-deny-noop", &deny(rule));
    }
    passes("authz-ztunnel-deny-noop", &deny("{to: [{operation: {methods: [GET], ports: ['80']}}]}"));
    passes("authz-ztunnel-deny-noop", &deny("{from: [{source: {serviceAccounts: [a/b]}}]}"));
    fails(
        "authz-ztunnel-allow-dropped",
        &(ambient.clone() + &of("AuthorizationPolicy", "p", "{rules: [{to: [{operation: {methods: [GET]}}]}]}")),
    );
    fails(
        "authz-ztunnel-trustdomain-dropped",
        &(ambient
            + &of("AuthorizationPolicy", "p", "{rules: [{from: [{source: {trustDomains: [a], namespaces: [b]}}]}]}")),
    );
}

#[test]
fn waypoints_take_what_names_them_and_nothing_else() {
    let ambient = namespace("shop", "istio.io/dataplane-mode: ambient, istio.io/use-waypoint: way");
    let way = "---\napiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: way, namespace: shop}\nspec: {gatewayClassName: istio-waypoint, listeners: [{name: mesh, port: 15008, protocol: HBONE}]}\n";
    let selects = of(
        "AuthorizationPolicy",
        "p",
        "{selector: {matchLabels: {gateway.networking.k8s.io/gateway-name: way}}, rules: [{from: [{source: {namespaces: [a]}}]}]}",
    );
    fails("policy-selector-on-k8s-gateway", &(ambient.clone() + way + &selects));
    let names = of(
        "AuthorizationPolicy",
        "p",
        "{targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: way}], rules: [{from: [{source: {namespaces: [a]}}]}]}",
    );
    passes("policy-selector-on-k8s-gateway", &(ambient.clone() + way + &names));
    let nothing = names.replace("name: way}]", "name: wya}]");
    fails("policy-targetref-not-found", &(ambient + way + &nothing));
}

#[test]
fn tokens_are_checked_and_not_asked_for_and_their_keys_are_fetched_by_istiod() {
    let login = |uri: &str| {
        of(
            "RequestAuthentication",
            "r",
            &format!("{{jwtRules: [{{issuer: 'https://a.example.com', jwksUri: '{uri}'}}]}}"),
        )
    };
    let https = login("https://a.example.com/k");
    let other = of("AuthorizationPolicy", "p", "{rules: [{from: [{source: {namespaces: [edge]}}]}]}");
    fails("jwt-not-required", &(https.clone() + &other));
    for demand in [
        "{action: DENY, rules: [{from: [{source: {notRequestPrincipals: ['*']}}]}]}",
        "{rules: [{from: [{source: {requestPrincipals: ['*']}}]}]}",
    ] {
        passes("jwt-not-required", &(https.clone() + &of("AuthorizationPolicy", "p", demand)));
    }
    let strict = of("PeerAuthentication", "istio-system/default", "{mtls: {mode: STRICT}}");
    fails("jwt-insecure-jwks-uri", &(strict + &login("http://keys.shop.svc.cluster.local/k")));
    passes("jwt-insecure-jwks-uri", &https);
}

#[test]
fn hosts_of_gateways_belong_to_namespaces() {
    let text = |offer: &str| {
        of(
            "Gateway",
            "edge/g",
            &format!(
                "{{selector: {{istio: x}}, servers: [{{port: {{number: 80, name: http, protocol: HTTP}}, hosts: ['{offer}']}}]}}"
            ),
        ) + &of(
            "VirtualService",
            "v",
            "{hosts: [a.example.com], gateways: [edge/g], http: [{route: [{destination: {host: web}}]}]}",
        )
    };
    for (offer, count) in [
        ("*/a.example.com", 0),
        ("shop/a.example.com", 0),
        ("./a.example.com", 1),
        ("edge/*", 1),
        ("*.a.example.com", 1),
    ] {
        judge("vs-gateway-host-mismatch", &text(offer), false, count);
    }
}

#[test]
fn a_gateway_reads_its_certificate_where_its_pods_are() {
    let gateway = of(
        "Gateway",
        "shop/g",
        "{selector: {istio: edge}, servers: [{port: {number: 443, name: https, protocol: HTTPS}, hosts: [a.b], tls: {mode: SIMPLE, credentialName: c}}]}",
    );
    let edge = pod("edge/edge", "istio: edge", "containers: [{name: istio-proxy, image: auto}]");
    let secret = |place: &str| {
        format!(
            "---\napiVersion: v1\nkind: Secret\nmetadata: {{name: c, namespace: {place}}}\ntype: kubernetes.io/tls\n---\napiVersion: v1\nkind: Secret\nmetadata: {{name: other, namespace: edge}}\n"
        )
    };
    fails("gateway-credential-not-found", &(gateway.clone() + &edge + &secret("shop")));
    passes("gateway-credential-not-found", &(gateway + &edge + &secret("edge")));
}

#[test]
fn one_host_has_one_virtual_service_on_the_mesh_and_many_on_a_gateway() {
    let service = |name: &str, more: &str| {
        of(
            "VirtualService",
            name,
            &format!(
                "{{hosts: [a.example.com]{more}, http: [{{match: [{{uri: {{prefix: /{name}}}}}], route: [{{destination: {{host: web}}}}]}}]}}"
            ),
        )
    };
    fails("vs-mesh-host-conflict", &(service("one", "") + &service("two", "")));
    passes("vs-mesh-host-conflict", &(service("one", ", gateways: [g]") + &service("two", ", gateways: [g]")));
}

#[test]
fn labels_inject_and_only_with_the_right_words() {
    for word in ["'yes'", "'True'", "'on'"] {
        fails(
            "label-value-invalid",
            &pod("p", &format!("sidecar.istio.io/inject: {word}"), "containers: [{name: c, image: x}]"),
        );
    }
    passes("label-value-invalid", &pod("p", "sidecar.istio.io/inject: 'true'", "containers: [{name: c, image: x}]"));
    fails("injection-multiple-labels", &namespace("shop", "istio-injection: enabled, istio.io/rev: canary"));
    let host = namespace("shop", "istio-injection: enabled")
        + &pod("p", "app: x", "hostNetwork: true, containers: [{name: c, image: x}]");
    fails("hostnetwork-not-meshed", &host);
}

#[test]
fn the_containers_of_istio_are_told_once() {
    let init = "{name: istio-init, image: 'istio/proxyv2:1.30.0', securityContext: {runAsUser: 0, capabilities: {add: [NET_ADMIN, NET_RAW], drop: [ALL]}}}";
    let proxy =
        "{name: istio-proxy, image: 'istio/proxyv2:1.30.0', securityContext: {runAsUser: 1337, runAsGroup: 1337}}";
    let text = pod("p", "app: x", &format!("initContainers: [{init}], containers: [{{name: c, image: x}}, {proxy}]"));
    fails("istio-init-net-admin", &text);
    passes("uid-1337", &text);
    fails("uid-1337", &text.replace("{name: c, image: x}", "{name: c, image: x, securityContext: {runAsUser: 1337}}"));
}

#[test]
fn ports_that_are_not_captured_have_no_policy() {
    let excludes = |annotation: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: p, annotations: {{traffic.sidecar.istio.io/{annotation}}}}}\nspec: {{containers: [{{name: c, image: x, ports: [{{containerPort: 8080}}]}}]}}\n"
        )
    };
    fails("exclude-inbound-ports", &excludes("excludeInboundPorts: '8080'"));
    fails("exclude-inbound-ports", &excludes("includeInboundPorts: ''"));
    for fine in ["excludeInboundPorts: '15020'", "includeInboundPorts: '*'", "includeInboundPorts: '8080'"] {
        passes("exclude-inbound-ports", &excludes(fine));
    }
}

#[test]
fn a_release_that_nobody_supports_is_not_clean_and_advisories_are_told_by_what_is_used() {
    let ended = fails("istio-version-vulnerable", &release("1.24.6"));
    assert!(format!("{} {:?}", ended.message, ended.help).contains("gets no fixes"), "{ended:?}");
    passes("istio-version-vulnerable", &release("1.30.4"));
    // The front matter of the second advisory of 2025 names the flaws of the first.
    let text = format!("{:?}", fails("istio-version-vulnerable", &release("1.27.1")));
    assert!(!text.contains("54588") && !text.contains("55162"), "{text}");
}

#[test]
fn the_group_decides_what_a_kind_is() {
    let policy = "apiVersion: policy.linkerd.io/v1alpha1\nkind: AuthorizationPolicy\nmetadata: {name: p, namespace: shop}\nspec: {rules: [{}]}\n";
    let route = "apiVersion: gateway.solo.io/v1\nkind: VirtualService\nmetadata: {name: v, namespace: shop}\nspec: {virtualHost: {domains: ['*']}}\n";
    let listener = "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: g, namespace: shop}\nspec: {gatewayClassName: istio, listeners: [{name: h, port: 80, protocol: HTTP}]}\n";
    for text in [policy, route] {
        let about: Vec<_> = lint(&[("a.yaml", text)], false)
            .into_iter()
            .filter(|it| holdshort::rules::find(it.rule).is_some_and(|it| it.category() == "istio"))
            .collect();
        assert!(about.is_empty(), "{about:#?}");
    }
    passes("gateway-selector-broad", listener);
    passes("gateway-plain-http", listener);
}

#[test]
fn patches_are_no_objects_and_overlays_no_rivals() {
    let kustomization = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [../base]\npatches: [{path: gateway.yaml}]\n";
    let patch = "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: g, namespace: shop}\nspec: {servers: []}\n";
    let all = lint(&[("over/kustomization.yaml", kustomization), ("over/gateway.yaml", patch)], false);
    assert!(all.iter().all(|it| !it.rule.starts_with("gateway-") && !it.rule.starts_with("istio-schema")), "{all:#?}");
    let service = of("VirtualService", "v", "{hosts: [a.example.com], http: [{route: [{destination: {host: web}}]}]}");
    let other = service.replace("name: v", "name: w");
    let both = format!("{service}{other}");
    let found = lint(&[("a/x.yaml", &service), ("b/x.yaml", &both)], false);
    assert_eq!(
        found.iter().filter(|it| it.rule == "vs-mesh-host-conflict").count(),
        1,
        "in one overlay, not between two"
    );
}

#[test]
fn the_root_namespace_is_where_the_mesh_says() {
    let root = of("PeerAuthentication", "mesh/web", "{selector: {matchLabels: {app: web}}, mtls: {mode: STRICT}}");
    fails("peerauthn-root-selector-ignored", &(root.clone() + &mesh("rootNamespace: mesh")));
    passes("peerauthn-root-selector-ignored", &(root + &mesh("enableAutoMtls: true")));
    let shared = of("AuthorizationPolicy", "mesh/all", "{rules: [{}]}");
    fails("authz-allow-in-root-shadow", &(shared.clone() + &mesh("rootNamespace: mesh")));
    passes("authz-allow-in-root-shadow", &(shared + &mesh("enableAutoMtls: true")));
}

// What other linters get wrong.

#[test]
fn one_defect_of_a_gateway_is_told_once_and_each_host_for_itself() {
    let missing = web()
        + &of(
            "VirtualService",
            "v",
            "{hosts: [a.example.com], gateways: [gone], http: [{route: [{destination: {host: web}}]}]}",
        );
    judge("vs-gateway-not-found", &missing, true, 1);
    judge("vs-gateway-host-mismatch", &missing, true, 0);
    let gateway = of(
        "Gateway",
        "g",
        "{selector: {istio: x}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [a.example.com]}]}",
    );
    let two = of(
        "VirtualService",
        "v",
        "{hosts: [a.example.com, b.example.com], gateways: [g], http: [{route: [{destination: {host: web}}]}]}",
    );
    judge("vs-gateway-host-mismatch", &(gateway + &two), false, 1);
}

#[test]
fn names_and_selectors_are_compared_whole() {
    let route = of(
        "VirtualService",
        "v",
        "{hosts: [web], http: [{route: [{destination: {host: web.Shop.svc.cluster.local}}]}]}",
    );
    judge("vs-destination-host-not-found", &(web() + &route), true, 1);
    let gateway = |name: &str, label: &str| {
        of(
            "Gateway",
            name,
            &format!(
                "{{selector: {{istio: {label}}}, servers: [{{port: {{number: 80, name: http, protocol: HTTP}}, hosts: [a.example.com]}}]}}"
            ),
        )
    };
    passes("gateway-conflict", &(gateway("one", "ingress") + &gateway("two", "ingressgateway")));
    fails("gateway-conflict", &(gateway("one", "ingress") + &gateway("two", "ingress")));
}

#[test]
fn all_policies_and_all_workloads_are_looked_at() {
    let stateful = "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: s, namespace: shop}\nspec: {serviceName: s, selector: {matchLabels: {app: s}}, template: {metadata: {labels: {app: s}}, spec: {initContainers: [{name: i, image: x, securityContext: {runAsUser: 1337}}], containers: [{name: c, image: x}]}}}\n";
    fails("uid-1337", stateful);
    for kind in ["AuthorizationPolicy", "PeerAuthentication", "RequestAuthentication", "Telemetry", "WasmPlugin"] {
        let spec = if kind == "WasmPlugin" {
            "{url: 'oci://a/b:1', selector: {matchLabels: {app: wbe}}}"
        } else {
            "{selector: {matchLabels: {app: wbe}}}"
        };
        fails("policy-selector-no-workload", &(namespace("shop", "") + &web() + &of(kind, "p", spec)));
    }
    // Labels of the controller are not those of its pods.
    let deployment = "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d, namespace: shop, labels: {app: outer}}\nspec: {selector: {matchLabels: {app: inner}}, template: {metadata: {labels: {app: inner}}, spec: {containers: [{name: c, image: x}]}}}\n";
    let policy =
        |label: &str| of("AuthorizationPolicy", "p", &format!("{{selector: {{matchLabels: {{app: {label}}}}}}}"));
    fails("policy-selector-no-workload", &(web() + deployment + &policy("outer")));
    passes("policy-selector-no-workload", &(web() + deployment + &policy("inner")));
}

#[test]
fn addresses_are_given_out_since_1_25() {
    let entry = of(
        "ServiceEntry",
        "s",
        "{hosts: [db.example.com], ports: [{number: 5432, name: tcp, protocol: TCP}], resolution: DNS}",
    );
    passes("se-addresses-required", &(entry.clone() + &release("1.29.7")));
    fails("se-addresses-required", &(entry + &release("1.23.2")));
}

#[test]
fn strict_is_strict_and_all_levels_of_a_rule_count() {
    let unset = of("PeerAuthentication", "istio-system/default", "{mtls: {mode: UNSET}}");
    let text = namespace("shop", "istio-injection: enabled") + &web() + &mesh("enableAutoMtls: true");
    let found = |policy: &str| {
        lint(&[("a.yaml", &(text.clone() + policy))], true).iter().any(|it| it.rule == "mesh-strict-mtls-missing")
    };
    assert!(found(&unset));
    assert!(!found(&unset.replace("UNSET", "STRICT")));
    let levels = "{host: web, trafficPolicy: {portLevelSettings: [{port: {number: 80}, tls: {mode: DISABLE}}]}, subsets: [{name: s, labels: {app: web}, trafficPolicy: {tls: {mode: DISABLE}}}]}";
    judge("dr-tls-disable", &of("DestinationRule", "d", levels), false, 2);
}
