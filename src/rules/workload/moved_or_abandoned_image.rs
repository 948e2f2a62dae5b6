//! `moved-or-abandoned-image`

use super::images;
use crate::manifest::{Image, registry};
use crate::rule::prelude::*;

declare_rule! {
    /// Images that moved or that nobody publishes any more.
    ///
    /// ## Why is this bad?
    /// At the old place nothing new appears: the image gets no fixes, and one day it is gone. Where an image moved
    /// under the same name and tags, the fix writes the new place.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       image: quay.io/coreos/kube-rbac-proxy:v0.4.1
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       image: quay.io/brancz/kube-rbac-proxy:v0.20.0
    /// ```
    pub MOVED_OR_ABANDONED_IMAGE = "moved-or-abandoned-image" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["kubescape:C-0253", "cwe:1104"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    let images = pod.containers().filter_map(Container::image_value);
    let volumes = pod.volumes().filter_map(|it| it.get("image")?.get("reference"));
    for at in images.chain(volumes) {
        let Some(image) = at.as_str().and_then(Image::parse) else { continue };
        let Some(moved) = registry::moved_image(image) else { continue };
        images::report_moved(at, moved, format!("`{}` gets no updates", image.repository()), cx);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn names_are_compared_in_full() {
        let rule = tester::of(&super::MOVED_OR_ABANDONED_IMAGE);
        let fix = |image: &str| rule.fails(&tester::container(&format!("image: {image}"))).fix;
        assert_eq!(
            fix("quay.io/coreos/prometheus-operator:v0.40.0").unwrap().edits[0].text,
            "quay.io/prometheus-operator/prometheus-operator"
        );
        for image in [
            "openjdk:17",
            "docker.io/library/centos:7",
            "vault:1.13",
            "bitnamilegacy/redis:7",
            "gcr.io/kaniko-project/executor",
        ] {
            assert!(fix(image).is_none(), "{image}");
        }
        for image in [
            "quay.io/coreos/etcd:v3.5",
            "me/openjdk:17",
            "hashicorp/vault:1.20",
            "eclipse-temurin:21",
            "mirror.example.com/openjdk:17",
        ] {
            rule.passes(&tester::container(&format!("image: {image}")));
        }
    }

    #[test]
    fn what_the_registry_as_a_whole_gave_up_is_another_finding() {
        let rule = tester::of(&super::MOVED_OR_ABANDONED_IMAGE);
        rule.passes(&tester::container("image: k8s.gcr.io/pause:3.9"));
        rule.passes(&tester::container("image: bitnami/redis:7"));
        rule.fails(&tester::pod("{volumes: [{name: v, image: {reference: 'openjdk:17'}}]}"));
    }
}
