//! `mutable-image-tag`

use super::images;
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
            "checkov:CKV_K8S_14", "kics:invalid_image_tag", "datree:1", "kubeaudit:ImageTagMissing",
            "popeye:POP-100", "popeye:POP-101", "gatekeeper:k8sdisallowedtags", "kubescape:C-0304", "kyverno:disallow-latest-tag", "cwe:829",
        ],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    for named in images::named(pod) {
        let Some(image) = named.image().filter(|it| it.is_latest()) else { continue };
        let how = if image.tag.is_none() { "has no tag" } else { "is tagged `latest`" };
        // Build tools replace bare names by what they have built; whoever applies the file as it stands gets `latest`.
        let bare = image.tag.is_none() && !image.text.contains('/');
        cx.report(named.at, format!("the image of {} {how}", named.whose())).help(if bare {
            "name a version, or better a digest; a name that a build tool fills in is to be applied through that tool only"
        } else {
            "name a version, or better a digest"
        });
    }
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
