//! `image-volume-reference`

use crate::manifest::Image;
use crate::rule::prelude::*;

declare_rule! {
    /// Image volumes whose content is refused, or depends on the node.
    ///
    /// ## Why is this bad?
    /// An image volume without a reference, or with a text that is none, keeps the pod from starting. One with a moving
    /// tag that is not pulled each time is whatever its node happens to have, so that replicas of one pod differ.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///   volumes:
    ///     - name: model
    ///       image: {reference: registry.example.com/model, pullPolicy: IfNotPresent}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///   volumes:
    ///     - name: model
    ///       image: {reference: "registry.example.com/model:2026-10", pullPolicy: IfNotPresent}
    /// ```
    pub IMAGE_VOLUME_REFERENCE = "image-volume-reference" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:829"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    for volume in pod.volumes() {
        let Some(source) = volume.get("image") else { continue };
        let name = volume.get("name").and_then(Value::text).unwrap_or_default();
        let reference = source.get("reference").filter(|it| it.text() != Some(""));
        let Some(reference) = reference else {
            cx.report(source, format!("image volume `{name}` names no image")).help("set `reference`");
            continue;
        };
        let Some(text) = reference.as_str() else { continue };
        let Some(image) = Image::parse(text) else {
            if !text.contains(['$', '{', '<']) {
                cx.report(reference, format!("the reference of image volume `{name}` is not valid"))
                    .help("write a reference such as `registry.example.com/team/data:1.2`");
            }
            continue;
        };
        let policy = source.get("pullPolicy").filter(|it| matches!(it.as_str(), Some("IfNotPresent" | "Never")));
        if let Some(policy) = policy.filter(|_| image.is_latest()) {
            cx.report(policy, format!("image volume `{name}` holds what its node happens to have"))
                .label(reference, "moves")
                .help("name a version, or better a digest");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_reference_is_parsed() {
        let rule = tester::of(&super::IMAGE_VOLUME_REFERENCE);
        let volume = |image: &str| tester::pod(&format!("{{volumes: [{{name: v, image: {image}}}]}}"));
        rule.fails(&volume("{}"));
        rule.fails(&volume("{reference: ''}"));
        rule.fails(&volume("{reference: Team/Data}"));
        rule.fails(&volume("{reference: 'localhost:5000/a', pullPolicy: Never}"));
        rule.passes(&volume("{reference: 'localhost:5000/a', pullPolicy: Always}"));
        rule.passes(&volume("{reference: 'localhost:5000/a'}"));
        rule.passes(&volume("{reference: '$(IMAGE)'}"));
    }
}
