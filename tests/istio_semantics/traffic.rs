//! Routes, destinations, gateways: who sends what where.

use super::*;

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
