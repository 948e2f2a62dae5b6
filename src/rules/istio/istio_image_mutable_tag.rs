//! `istio-image-mutable-tag`

use crate::rule::prelude::*;

declare_rule! {
    /// Parts of Istio whose release can change under the same name.
    ///
    /// ## Why is this bad?
    /// `latest` and tags without a patch level move. What runs is then what was newest when the image was pulled, which differs from node
    /// to node, and nobody can say which advisories hold.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: install.istio.io/v1alpha1
    /// kind: IstioOperator
    /// metadata: {name: istio}
    /// spec: {tag: latest}
    /// ```
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: istiod}
    /// spec: {template: {spec: {containers: [{name: discovery, image: docker.io/istio/pilot:1.24}]}}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: install.istio.io/v1alpha1
    /// kind: IstioOperator
    /// metadata: {name: istio}
    /// spec: {tag: 1.24.2}
    /// ```
    pub ISTIO_IMAGE_MUTABLE_TAG = "istio-image-mutable-tag" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:829"],
        check: Several(&[Check::Mesh(check_mesh), Check::Container(check)])
    }
}

fn check_mesh<'a>(document: &MeshDocument<'a>, _: &Index<'a>, cx: &mut Context<'_>) {
    let mesh = document.view();
    let places = [mesh.field("spec.tag"), mesh.field("spec.version"), mesh.value("global.tag")];
    let shapes = [MeshShape::Operator, MeshShape::Sail, MeshShape::SailPart, MeshShape::Values];
    if shapes.contains(&mesh.shape()) {
        for place in places.into_iter().flatten() {
            let text = place.text().unwrap_or_default();
            if moves(text) {
                cx.report(mesh.at(place), format!("`{text}` is no fixed release of Istio")).help(HELP);
            }
        }
        if let Some(hub) =
            mesh.field("spec.hub").or_else(|| mesh.value("global.hub")).filter(|it| it.as_str().is_some_and(is_testing))
        {
            cx.report(mesh.at(hub), "the images are builds for testing")
                .help("use `docker.io/istio`, `registry.istio.io` or a mirror of them");
        }
    }
}

fn check(container: Container<'_>, cx: &mut Context<'_>) {
    let named = |it: &Value<'_>| it.as_str().is_some_and(|it| it.contains("istio"));
    let Some(at) = container.image_value().filter(named) else { return };
    let Some(image) = container.image() else { return };
    let own =
        matches!(image.base_name(), "pilot" | "proxyv2" | "ztunnel" | "install-cni") && image.path.contains("istio");
    if own && image.digest.is_none() && image.tag.is_none_or(moves) {
        cx.report(at, format!("`{}` is no fixed release of Istio", image.text))
            .covers(&["image-latest-tag"])
            .help(HELP);
    }
}

const HELP: &str = "name a release with its patch level, such as 1.29.7";

fn moves(tag: &str) -> bool {
    tag == "latest" || tag.ends_with("-latest") || IstioVersion::parse(tag).is_some_and(|it| it.patch.is_none())
}

fn is_testing(hub: &str) -> bool {
    hub.starts_with("gcr.io/istio-testing")
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn operator(spec: &str) -> String {
        format!("apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {{name: i}}\nspec: {spec}\n")
    }

    #[test]
    fn digests_and_patches_are_fixed() {
        let rule = tester::of(&super::ISTIO_IMAGE_MUTABLE_TAG);
        rule.fails(&operator("{values: {global: {tag: '1.24'}}}"));
        rule.fails(&operator("{hub: gcr.io/istio-testing, tag: 1.24.2}"));
        rule.fails(
            "apiVersion: sailoperator.io/v1\nkind: Istio\nmetadata: {name: default}\nspec: {version: v1.24-latest}\n",
        );
        rule.passes(&tester::container("image: 'docker.io/istio/proxyv2:1.24.2-distroless'"));
        rule.passes(&tester::container("image: 'example.com/pilot:latest'"));
        rule.passes(&tester::container("image: auto"));
    }
}
