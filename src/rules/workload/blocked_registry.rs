//! `blocked-registry`

use super::images;
use crate::rule::prelude::*;

declare_rule! {
    /// Images from places that are on the list of blocked ones.
    ///
    /// ## Why is this bad?
    /// A registry is blocked because what it holds is not maintained, not scanned, or not to be trusted. The option
    /// `blocked` lists registries, or paths below them, in each part of which `*` stands for any text; without it
    /// the rule is silent. An image without a registry comes from Docker Hub: `nginx` is `docker.io/library/nginx`.
    ///
    /// ## Fail
    /// ```yaml
    /// # options: {"blocked": ["docker.io"]}
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
    /// # options: {"blocked": ["docker.io"]}
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       image: registry.example.com/nginx:1.29.3
    /// ```
    pub BLOCKED_REGISTRY = "blocked-registry" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["kubescape:C-0001", "gatekeeper:k8sdisallowedrepos", "cwe:829"],
        options: Options,
        check: Pod(check)
    }
}

/// Options of the rule.
#[derive(Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// Registries, or paths below them, that images must not come from.
    pub blocked: Vec<String>,
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    let options: Options = cx.options();
    for named in images::named(pod) {
        let Some(image) = named.image() else { continue };
        if options.blocked.iter().any(|it| images::is_below(image, it)) {
            let message =
                format!("the image of {} comes from `{}`, which is blocked", named.whose(), image.repository());
            cx.report(named.at, message).help("take the image from another registry");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn parts_of_paths_are_compared_whole() {
        let text = |image: &str| tester::container(&format!("image: '{image}'"));
        tester::of(&super::BLOCKED_REGISTRY).passes(&text("nginx"));
        let rule = tester::of(&super::BLOCKED_REGISTRY)
            .options(serde_json::json!({"blocked": ["docker.io/bitnami", "*.example.com"]}));
        for image in ["bitnami/redis", "index.docker.io/bitnami/redis:7", "a.example.com/b"] {
            rule.fails(&text(image));
        }
        for image in ["bitnamilegacy/redis", "nginx", "example.com/b", "quay.io/bitnami/redis"] {
            rule.passes(&text(image));
        }
    }
}
