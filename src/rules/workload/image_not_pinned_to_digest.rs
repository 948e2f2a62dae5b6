//! `image-not-pinned-to-digest`

use super::images;
use crate::manifest::Image;
use crate::rule::prelude::*;

declare_rule! {
    /// Images that are named by a tag, which can be moved.
    ///
    /// ## Why is this bad?
    /// A tag is a label on the registry: whoever can push there decides what the next start of the pod runs. A
    /// digest is the content itself, so that what was reviewed and scanned is what runs.
    ///
    /// ## Fail
    /// ```yaml
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
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       image: nginx:1.29.3@sha256:a3f5c6e1b2d4a3f5c6e1b2d4a3f5c6e1b2d4a3f5c6e1b2d4a3f5c6e1b2d4a3f5
    /// ```
    pub IMAGE_NOT_PINNED_TO_DIGEST = "image-not-pinned-to-digest" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: [
            "checkov:CKV_K8S_43", "kubescape:C-0306", "kics:image_without_digest", "datree:23",
            "gatekeeper:k8simagedigests", "kyverno:require-image-checksum", "cwe:494",
        ],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    for named in images::named(pod) {
        let Some(text) = named.at.as_str() else { continue };
        let (name, digest) = text.split_once('@').map_or((text, None), |(name, digest)| (name, Some(digest)));
        // What is no reference, such as text of a template, says nothing.
        if digest.is_some_and(is_digest) || Image::parse(name).is_none() {
            continue;
        }
        let what = if digest.is_some() { "has a digest that is none" } else { "is not pinned to a digest" };
        cx.report(named.at, format!("the image of {} {what}", named.whose()))
            .help("append the digest that the registry shows for this tag: `@sha256:…`");
    }
}

/// Whether a text names a hash and is as long as that hash is.
fn is_digest(text: &str) -> bool {
    let Some((algorithm, hex)) = text.split_once(':') else { return false };
    let long = match algorithm {
        "sha256" => hex.len() == 64,
        "sha384" => hex.len() == 96,
        "sha512" => hex.len() == 128,
        _ => hex.len() >= 32,
    };
    long && hex.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_a_whole_digest_pins() {
        let rule = tester::of(&super::IMAGE_NOT_PINNED_TO_DIGEST);
        for image in ["nginx", "nginx:1", "localhost:5000/app:2", "nginx@sha256:abc", "nginx@sha256:", "nginx@latest"] {
            rule.fails(&tester::container(&format!("image: '{image}'")));
        }
        let sha = |bits: usize, count: usize| format!("'nginx:1@sha{bits}:{}'", "0".repeat(count));
        for image in [sha(256, 64), sha(512, 128), "$(IMAGE)".to_owned(), "'{{ image }}'".to_owned(), "''".to_owned()] {
            rule.passes(&tester::container(&format!("image: {image}")));
        }
        rule.fails(&tester::container(&format!("image: {}", sha(256, 63))));
    }

    #[test]
    fn all_classes_and_image_volumes_count() {
        let rule = tester::of(&super::IMAGE_NOT_PINNED_TO_DIGEST);
        rule.finds(
            3,
            &tester::pod(
                "{initContainers: [{name: a, image: a:1}], ephemeralContainers: [{name: b, image: b:1}], volumes: [{name: v, image: {reference: c:1}}]}",
            ),
        );
    }
}
