//! `proxy-image-version-mismatch`

use crate::manifest::Image;
use crate::rule::prelude::*;

declare_rule! {
    /// Proxies of another release than the control plane.
    ///
    /// ## Why is this bad?
    /// Proxies one release older than istiod work, newer or much older ones are tested by nobody. An image that is
    /// written into the pod stays behind with every update of the mesh.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: install.istio.io/v1alpha1
    /// kind: IstioOperator
    /// metadata: {name: istio}
    /// spec: {tag: 1.28.3}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: edge, namespace: infra}
    /// spec: {containers: [{name: istio-proxy, image: "docker.io/istio/proxyv2:1.24.1"}]}
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: install.istio.io/v1alpha1
    /// kind: IstioOperator
    /// metadata: {name: istio}
    /// spec: {tag: 1.28.3}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: edge, namespace: infra}
    /// spec: {containers: [{name: istio-proxy, image: auto}]}
    /// ```
    pub PROXY_IMAGE_VERSION_MISMATCH = "proxy-image-version-mismatch" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["istioctl:IST0158"],
        check: Related(Kind::WITH_PODS, check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for pod in Pod::all(resource) {
        let container = || pod.containers().find(|it| it.name() == "istio-proxy").and_then(|it| it.image_value());
        let Some(at) = pod.annotation("sidecar.istio.io/proxyImage").or_else(container) else { continue };
        let Some(proxy) = at.as_str().and_then(Image::parse).and_then(|it| IstioVersion::parse(it.tag?)) else {
            continue;
        };
        let Some(control) = index.istio_version(resource) else { continue };
        let same = proxy.minor == control.minor
            && (proxy.patch == control.patch || proxy.patch.is_none() || control.patch.is_none());
        if !same {
            cx.report(at, format!("the proxy is Istio {proxy}, and the control plane {control}"))
                .help("leave the image to the mesh, which keeps it in step with the control plane");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_releases_that_both_sides_name_are_compared() {
        let rule = tester::of(&super::PROXY_IMAGE_VERSION_MISMATCH);
        let of = |tag: &str, image: &str| {
            format!(
                "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {{name: i}}\nspec: {{tag: {tag}}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {{name: p, annotations: {{sidecar.istio.io/proxyImage: '{image}'}}}}\nspec: {{containers: [{{name: c}}]}}\n"
            )
        };
        rule.fails(&of("1.28.3", "istio/proxyv2:1.28.2"));
        rule.passes(&of("1.28.3", "istio/proxyv2:1.28.3-distroless"));
        rule.passes(&of("1.28-latest", "istio/proxyv2:1.28.2"));
        rule.passes(&of("latest", "istio/proxyv2:1.24.2"));
        rule.passes(&of("1.28.3", "registry.example.com/proxyv2:blue"));
    }
}
