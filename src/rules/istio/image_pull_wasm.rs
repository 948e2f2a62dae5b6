//! `image-pull-wasm`

use crate::rule::prelude::*;

declare_rule! {
    /// Plugins from a private registry without the secret for it.
    ///
    /// ## Why is this bad?
    /// The proxy pulls the image itself, and not with the credentials of the node: without `imagePullSecret` the
    /// registry refuses it. By `failStrategy` requests are then refused as well, or pass the plugin by.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: extensions.istio.io/v1alpha1
    /// kind: WasmPlugin
    /// metadata: {name: auth}
    /// spec:
    ///   url: oci://123456789012.dkr.ecr.eu-west-1.amazonaws.com/plugins/auth:1.2
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: extensions.istio.io/v1alpha1
    /// kind: WasmPlugin
    /// metadata: {name: auth}
    /// spec:
    ///   url: oci://123456789012.dkr.ecr.eu-west-1.amazonaws.com/plugins/auth:1.2
    ///   imagePullSecret: registry
    /// ```
    pub IMAGE_PULL_WASM = "image-pull-wasm" {
        severity: Low,
        confidence: Low,
        since: "0.1.0",
        refs: [],
        check: Resource(&[Kind::WasmPlugin, Kind::TrafficExtension], check)
    }
}

/// Registries that ask everyone for a password, unless they are told otherwise.
const PRIVATE: [&str; 4] = [".amazonaws.com", ".amazonaws.com.cn", ".azurecr.io", ".jfrog.io"];

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let wasm = if resource.kind() == Kind::WasmPlugin { resource.spec() } else { resource.path("spec.wasm") };
    let Some((wasm, url)) = wasm.and_then(|it| Some((it, it.get("url")?))) else { return };
    let Some(text) = url.as_str().filter(|_| wasm.get("imagePullSecret").is_none()) else { return };
    let image = match text.split_once("://") {
        Some(("oci", image)) => image,
        Some(_) => return,
        None => text,
    };
    let registry = image.split('/').next().unwrap_or_default();
    let registry = registry.split(':').next().unwrap_or_default();
    let private = PRIVATE.iter().any(|it| registry.ends_with(it))
        && (!registry.contains("amazonaws") || registry.contains(".ecr."));
    if private {
        cx.report(url, format!("`{registry}` asks for a password, and the plugin names none"))
            .help("name a Secret of the namespace with the credentials in `imagePullSecret`");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn public_registries_and_downloads_need_none() {
        let rule = tester::of(&super::IMAGE_PULL_WASM);
        let of = |url: &str| {
            format!(
                "apiVersion: extensions.istio.io/v1alpha1\nkind: WasmPlugin\nmetadata: {{name: p}}\nspec: {{url: '{url}'}}\n"
            )
        };
        rule.fails(&of("team.azurecr.io/plugin:1"));
        rule.fails(&of("oci://x.jfrog.io:443/plugin:1"));
        [
            "oci://ghcr.io/a/b:1",
            "https://team.azurecr.io/b",
            "file:///opt/a.wasm",
            "oci://bucket.s3.amazonaws.com/a:1",
            "oci://public.ecr.aws/a/b:1",
        ]
        .iter()
        .for_each(|it| rule.passes(&of(it)));
    }
}
