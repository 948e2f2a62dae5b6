//! Injection, releases, objects: what is there at all.

use super::*;

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
