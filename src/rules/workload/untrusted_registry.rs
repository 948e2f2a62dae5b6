//! `untrusted-registry`

use super::images;
use crate::rule::prelude::*;

declare_rule! {
    /// Images from places that are not on the list of trusted ones.
    ///
    /// ## Why is this bad?
    /// Whoever runs a registry, or can push to it, runs code in the cluster. The option `allowed` lists registries,
    /// or paths below them, in each part of which `*` stands for any text; without it the rule is silent. An image
    /// without a registry comes from Docker Hub: `nginx` is `docker.io/library/nginx`.
    ///
    /// ## Fail
    /// ```yaml
    /// # options: {"allowed": ["registry.example.com"]}
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       image: nginx:1.29.3
    /// ```
    /// ## Pass
    /// ```yaml
    /// # options: {"allowed": ["registry.example.com"]}
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       image: registry.example.com/nginx:1.29.3
    /// ```
    pub UNTRUSTED_REGISTRY = "untrusted-registry" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: [
            "trivy:KSV-0125", "kubescape:C-0078", "popeye:POP-113", "kyverno:restrict-image-registries",
            "gatekeeper:k8sallowedrepos", "gatekeeper:k8sallowedreposv2", "kubewarden:trusted-repos", "cwe:829",
        ],
        options: Options,
        check: Pod(check)
    }
}

/// Options of the rule.
#[derive(Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// Registries, or paths below them, that images may come from.
    pub allowed: Vec<String>,
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    let options: Options = cx.options();
    for named in images::named(pod) {
        let Some(image) = named.image() else { continue };
        if !options.allowed.is_empty() && !options.allowed.iter().any(|it| images::is_below(image, it)) {
            let message =
                format!("the image of {} comes from `{}`, which is not trusted", named.whose(), image.repository());
            cx.report(named.at, message)
                .help("take the image from a registry on the list, or add this one to the option `allowed`");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn docker_hub_is_a_registry_like_any_other() {
        let text = |image: &str| tester::container(&format!("image: '{image}'"));
        tester::of(&super::UNTRUSTED_REGISTRY).passes(&text("evil.example/a"));
        let rule = tester::of(&super::UNTRUSTED_REGISTRY)
            .options(serde_json::json!({"allowed": ["ghcr.io/team/*", "localhost:5000"]}));
        for image in ["nginx", "redis:7", "ghcr.io/other/a", "ghcr.io.evil.example/team/a", "localhost:5001/a"] {
            rule.fails(&text(image));
        }
        for image in ["ghcr.io/team/a:1", "localhost:5000/a", "$(IMAGE)"] {
            rule.passes(&text(image));
        }
        let rule =
            tester::of(&super::UNTRUSTED_REGISTRY).options(serde_json::json!({"allowed": ["docker.io/library"]}));
        rule.passes(&text("redis:7"));
        rule.fails(&text("bitnami/redis:7"));
        rule.fails(&tester::pod("{volumes: [{name: v, image: {reference: quay.io/a/b}}]}"));
    }
}
