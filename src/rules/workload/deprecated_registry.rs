//! `deprecated-registry`

use super::images;
use crate::manifest::registry;
use crate::rule::prelude::*;

declare_rule! {
    /// Images from registries and organisations that have been given up.
    ///
    /// ## Why is this bad?
    /// Nothing new is published there: the image gets no fixes, and one day it cannot be pulled.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       image: k8s.gcr.io/pause:3.9
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       image: registry.k8s.io/pause:3.9
    /// ```
    pub DEPRECATED_REGISTRY = "deprecated-registry" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["alias:image-deprecated-registry", "kubescape:C-0253", "kyverno:restrict-deprecated-registry", "cwe:1104"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    for named in images::named(pod) {
        let Some(image) = named.image() else { continue };
        let Some(moved) = registry::moved(image) else { continue };
        images::report_moved(named.at, moved, format!("`{}` is no longer maintained", moved.from), cx);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_a_registry_with_the_same_paths_is_fixed() {
        let rule = tester::of(&super::DEPRECATED_REGISTRY);
        let found = rule.fails(&tester::container("image: k8s.gcr.io/coredns/coredns:v1.8.0"));
        assert_eq!(found.fix.unwrap().edits[0].text, "registry.k8s.io");
        assert!(rule.fails(&tester::container("image: bitnami/redis:7")).fix.is_none());
        rule.fails(&tester::container("image: docker.io/bitnami/redis:7"));
        rule.fails(&tester::container("image: gcr.io/google_containers/pause:3"));
        rule.passes(&tester::container("image: quay.io/coreos/etcd:v3.5"));
        rule.passes(&tester::container("image: mirror.example.com/k8s.gcr.io/pause:3.9"));
        rule.passes(&tester::container("image: bitnamilegacy/redis:7"));
    }
}
