//! Mesh configuration, mutual TLS and enrolment over whole manifests.

use super::{DataPlane, Index, Mtls, Waypoint};
use crate::manifest::{IstioVersion, MtlsMode, Pod, Resource};
use crate::source::{Role, Source, Sources};
use crate::yaml::{self, Tree};

/// Builds an index over files, each headed by `# file: name`, and hands it over with its last object.
fn with<T>(text: &str, ask: impl for<'a> FnOnce(&Index<'a>, Resource<'a>) -> T) -> T {
    let mut sources = Sources::new();
    let mut trees: Vec<Tree> = Vec::new();
    let text = if text.starts_with("# file: ") { text.to_owned() } else { format!("# file: a.yaml\n{text}") };
    for (name, text) in text.split("# file: ").filter_map(|it| it.split_once('\n')) {
        let id = sources.add(Source::new(name, text, Role::Report));
        trees.push(yaml::parse(id, sources.get(id).text().clone()));
    }
    let index = Index::build(&sources, &trees, false);
    let last = *index.resources().last().unwrap();
    ask(&index, last)
}

fn pod(labels: &str, spec: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: shop, labels: {{app: web, {labels}}}}}\nspec: {{containers: [{{name: a}}], {spec}}}\n"
    )
}

fn policy(name: &str, namespace: &str, spec: &str) -> String {
    format!(
        "apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {{name: {name}, namespace: {namespace}}}\nspec: {spec}\n---\n"
    )
}

#[test]
fn five_shapes_have_one_meaning() {
    let shapes = [
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio, namespace: a}\ndata:\n  mesh: |\n    rootNamespace: mesh\n    trust_domain: x.org\n---\n",
        "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: i}\nspec: {meshConfig: {trustDomain: x.org}, values: {global: {istioNamespace: mesh}}}\n---\n",
        "apiVersion: sailoperator.io/v1\nkind: Istio\nmetadata: {name: default}\nspec: {namespace: mesh, values: {meshConfig: {trustDomain: x.org}}}\n---\n",
        "apiVersion: maistra.io/v2\nkind: ServiceMeshControlPlane\nmetadata: {name: b, namespace: mesh}\nspec: {security: {trust: {domain: x.org}}}\n---\n",
        "# file: values.yaml\nmeshConfig: {rootNamespace: mesh, trustDomain: x.org}\n# file: a.yaml\n",
        "# file: values.yaml\nistiod: {meshConfig: {rootNamespace: mesh, trustDomain: x.org}}\n# file: a.yaml\n",
    ];
    for shape in shapes {
        with(&format!("{shape}{}", pod("", "")), |index, pod| {
            assert_eq!(index.root_namespace(pod), "mesh", "{shape}");
            assert_eq!(index.mesh(pod).unwrap().trust_domain(), "x.org", "{shape}");
        });
    }
    with(&pod("", ""), |index, pod| {
        assert_eq!(index.root_namespace(pod), "istio-system");
        assert!(index.mesh(pod).is_none() && !index.knows_mesh(pod));
    });
}

#[test]
fn the_release_is_that_of_the_installation() {
    let of = |text: &str| with(&format!("{text}{}", pod("", "")), |index, pod| index.istio_version(pod));
    let v = |minor, patch| Some(IstioVersion { major: 1, minor, patch: Some(patch) });
    assert_eq!(
        of("apiVersion: sailoperator.io/v1\nkind: Istio\nmetadata: {name: d}\nspec: {version: v1.24.2}\n---\n"),
        v(24, 2)
    );
    let istiod = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: istiod}\nspec: {template: {spec: {containers: [{name: discovery, image: docker.io/istio/pilot:1.20.1-distroless}]}}}\n---\n";
    assert_eq!(of(istiod), v(20, 1));
    assert_eq!(of(""), None);
}

#[test]
fn the_narrowest_policy_that_sets_a_mode_wins() {
    let mode = |text: &str, port| {
        with(&format!("{text}{}", pod("", "")), |index, last| index.mtls_of(Pod::of(last).unwrap(), port).mode())
    };
    let strict = "{mtls: {mode: STRICT}}";
    let all = policy("m", "istio-system", strict);
    assert_eq!(mode(&all, None), Some(MtlsMode::Strict));
    assert_eq!(
        mode(&format!("{all}{}", policy("n", "shop", "{mtls: {mode: PERMISSIVE}}")), None),
        Some(MtlsMode::Permissive)
    );
    assert_eq!(mode(&format!("{all}{}", policy("n", "shop", "{mtls: {}}")), None), Some(MtlsMode::Strict));
    let some = "{selector: {matchLabels: {app: web}}, mtls: {mode: DISABLE}, portLevelMtls: {8080: {mode: STRICT}}}";
    assert_eq!(mode(&format!("{all}{}", policy("w", "shop", some)), None), Some(MtlsMode::Disable));
    assert_eq!(mode(&format!("{all}{}", policy("w", "shop", some)), Some(8080)), Some(MtlsMode::Strict));
    assert_eq!(
        mode(&format!("{all}{}", policy("w", "shop", &some.replace("web", "db"))), None),
        Some(MtlsMode::Strict)
    );
    assert_eq!(mode("", None), None);
}

#[test]
fn two_policies_of_one_scope_that_disagree_decide_nothing() {
    let text =
        policy("a", "shop", "{mtls: {mode: STRICT}}") + &policy("b", "shop", "{mtls: {mode: DISABLE}}") + &pod("", "");
    with(&text, |index, last| {
        assert!(matches!(index.mtls_of(Pod::of(last).unwrap(), None), Mtls::Disputed));
    });
}

#[test]
fn labels_enrol_pods_and_annotations_only_take_them_out() {
    let plane = |namespace: &str, labels: &str, spec: &str| {
        let text = format!(
            "apiVersion: v1\nkind: Namespace\nmetadata: {{name: shop, labels: {{{namespace}}}}}\n---\n{}",
            pod(labels, spec)
        );
        with(&text, |index, last| match index.data_plane(Pod::of(last).unwrap()) {
            DataPlane::Sidecar(_) => "sidecar",
            DataPlane::Ambient(_) => "ambient",
            DataPlane::OptedOut(_) => "out",
            DataPlane::Outside => "outside",
            DataPlane::Unknown => "unknown",
        })
    };
    let (injected, ambient, refuse) =
        ("istio-injection: enabled", "istio.io/dataplane-mode: ambient", "sidecar.istio.io/inject: 'false'");
    assert_eq!(plane("", "", ""), "outside");
    assert_eq!(plane(injected, "", ""), "sidecar");
    assert_eq!(plane("istio.io/rev: stable", "", ""), "sidecar");
    assert_eq!(
        plane("istio-injection: disabled, istio.io/rev: stable", "sidecar.istio.io/inject: 'true'", ""),
        "outside"
    );
    assert_eq!(plane(injected, refuse, ""), "out");
    assert_eq!(plane("", "sidecar.istio.io/inject: 'true'", ""), "sidecar");
    assert_eq!(plane(injected, "", "hostNetwork: true"), "out");
    assert_eq!(plane(ambient, "", ""), "ambient");
    assert_eq!(plane("istio.io/dataplane-mode: ambient, istio.io/rev: stable", "", ""), "ambient");
    assert_eq!(plane(ambient, "istio.io/dataplane-mode: none", ""), "out");
    with(&pod("", ""), |index, last| {
        assert!(matches!(index.data_plane(Pod::of(last).unwrap()), DataPlane::Unknown));
    });
}

#[test]
fn waypoints_are_named_by_labels_of_the_object_or_its_namespace() {
    let of = |namespace: &str, labels: &str| {
        let text = format!(
            "apiVersion: v1\nkind: Namespace\nmetadata: {{name: shop, labels: {{{namespace}}}}}\n---\napiVersion: v1\nkind: Service\nmetadata: {{name: web, namespace: shop, labels: {{{labels}}}}}\nspec: {{}}\n"
        );
        with(&text, |index, last| match index.waypoint(last, last.path("metadata.labels")) {
            Waypoint::Named(name, namespace, _) => format!("{}/{name}", namespace.unwrap()),
            Waypoint::Without => "none".to_owned(),
            Waypoint::Unknown => "unknown".to_owned(),
        })
    };
    assert_eq!(of("istio.io/use-waypoint: all", ""), "shop/all");
    assert_eq!(of("istio.io/use-waypoint: all", "istio.io/use-waypoint: own"), "shop/own");
    assert_eq!(of("istio.io/use-waypoint: all", "istio.io/use-waypoint: none"), "none");
    assert_eq!(of("", "istio.io/use-waypoint: w, istio.io/use-waypoint-namespace: infra"), "infra/w");
    assert_eq!(of("", ""), "none");
}
