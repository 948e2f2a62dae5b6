//! Modes, authorization, tokens: who may.

use super::*;

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
