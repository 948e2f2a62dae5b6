//! `mutable-image-tag`

use crate::manifest::Image;
use crate::rule::prelude::*;

declare_rule! {
    /// Images that are whatever the registry holds today.
    ///
    /// ## Why is this bad?
    /// Without a tag, or with `latest`, every start of the pod may run something else; nodes disagree, a roll-back
    /// does not roll back, and nobody can say what ran.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       image: localhost:5000/app
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       image: localhost:5000/app:1.4.2
    /// ```
    pub MUTABLE_IMAGE_TAG = "mutable-image-tag" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: [
            "kube-linter:latest-tag", "kube-score:container-image-tag", "polaris:tagNotSpecified", "trivy:KSV-0013",
            "checkov:CKV_K8S_14", "kyverno:disallow-latest-tag", "cwe:829",
        ],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    for container in pod.containers() {
        if let Some(at) = container.image_value() {
            judge(at, &format!("container `{}`", container.name()), cx);
        }
    }
    for volume in pod.volumes() {
        if let Some(at) = volume.get("image").and_then(|it| it.get("reference")) {
            judge(at, &format!("volume `{}`", volume.get("name").and_then(Value::text).unwrap_or_default()), cx);
        }
    }
}

fn judge(at: Value<'_>, whose: &str, cx: &mut Context<'_>) {
    let Some(image) = at.as_str().and_then(Image::parse).filter(|it| it.is_latest()) else { return };
    let how = if image.tag.is_none() { "has no tag" } else { "is tagged `latest`" };
    // Build tools replace bare names by what they have built; whoever applies the file as it stands gets `latest`.
    let bare = image.tag.is_none() && at.as_str().is_some_and(|it| !it.contains('/'));
    cx.report(at, format!("the image of {whose} {how}")).help(if bare {
        "name a version, or better a digest; a name that a build tool fills in is to be applied through that tool only"
    } else {
        "name a version, or better a digest"
    });
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn references_are_parsed_not_split_at_colons() {
        let rule = tester::of(&super::MUTABLE_IMAGE_TAG);
        for image in ["nginx", "nginx:latest", "localhost:5000/app", "gcr.io/a/b"] {
            rule.fails(&tester::container(&format!("image: '{image}'")));
        }
        let pinned = format!("nginx@sha256:{}", "a".repeat(64));
        for image in ["nginx:1.29", "localhost:5000/app:2", pinned.as_str(), "$(IMAGE)", ""] {
            rule.passes(&tester::container(&format!("image: '{image}'")));
        }
    }

    #[test]
    fn image_volumes_and_all_classes_count() {
        let rule = tester::of(&super::MUTABLE_IMAGE_TAG);
        rule.fails(&tester::pod("{volumes: [{name: v, image: {reference: quay.io/a/b}}]}"));
        rule.finds(
            2,
            &tester::pod("{initContainers: [{name: a, image: a}], ephemeralContainers: [{name: b, image: b}]}"),
        );
    }
}
