//! `floating-image-tag`

use super::images;
use crate::rule::prelude::*;

declare_rule! {
    /// Images whose tag is moved on purpose, such as `stable` or `1.2`.
    ///
    /// ## Why is this bad?
    /// Publishers move such tags with every release, so the pod runs something else after its next start, without a
    /// change that anybody reviewed. Roll-backs do not bring the old image back.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       image: nginx:stable
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       image: nginx:1.29.3
    /// ```
    pub FLOATING_IMAGE_TAG = "floating-image-tag" {
        severity: Low,
        confidence: Low,
        since: "0.1.0",
        refs: ["kubescape:C-0075", "kubescape:C-0304", "cwe:829"],
        options: Options,
        check: Pod(check)
    }
}

/// Options of the rule.
#[derive(Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// More tags that are moved in your registries.
    pub tags: Vec<String>,
}

/// Names of branches and channels.
const CHANNELS: [&str; 21] = [
    "alpha",
    "beta",
    "canary",
    "current",
    "dev",
    "devel",
    "develop",
    "development",
    "edge",
    "head",
    "lts",
    "main",
    "mainline",
    "master",
    "next",
    "nightly",
    "prod",
    "production",
    "stable",
    "staging",
    "trunk",
];

/// What publishers append to a version for the system the image is built on.
const BASES: [&str; 12] = [
    "alpine", "slim", "bookworm", "bullseye", "buster", "trixie", "jammy", "noble", "focal", "debian", "ubuntu", "ubi",
];

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    for named in images::named(pod) {
        let Some(image) = named.image().filter(|it| it.digest.is_none()) else { continue };
        let Some(tag) = image.tag.filter(|it| *it != "latest") else { continue };
        if floats(tag) || cx.options::<Options>().tags.iter().any(|it| it == tag) {
            cx.report(
                named.at,
                format!("the image of {} has the tag `{tag}`, which publishers tend to move", named.whose()),
            )
            .help("name a full version, or better a digest");
        }
    }
}

fn floats(tag: &str) -> bool {
    let (head, base) = tag.split_once('-').map_or((tag, None), |(head, base)| (head, Some(base)));
    if base.is_some_and(|it| !BASES.iter().any(|base| it.starts_with(base))) {
        return false;
    }
    CHANNELS.contains(&head) || is_partial_version(head.strip_prefix('v').unwrap_or(head))
}

/// `1` or `1.2`; longer numbers are those of builds or dates.
fn is_partial_version(text: &str) -> bool {
    let number = |it: &str| (1..=2).contains(&it.len()) && it.bytes().all(|b| b.is_ascii_digit());
    let (major, minor) = text.split_once('.').map_or((text, None), |(major, minor)| (major, Some(minor)));
    number(major) && minor.is_none_or(number)
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn channels_and_parts_of_versions_float() {
        let rule = tester::of(&super::FLOATING_IMAGE_TAG);
        for tag in [
            "stable",
            "edge",
            "main",
            "master",
            "nightly",
            "dev",
            "1",
            "1.2",
            "v1",
            "v1.2",
            "1.29-alpine3.22",
            "stable-slim",
        ] {
            rule.fails(&tester::container(&format!("image: 'quay.io/a/b:{tag}'")));
        }
        for tag in
            ["1.2.3", "v1.2.3-alpine", "20240101", "1234", "1.2-rc1", "1.2-r3", "4f2a9c1", "main-4f2a9c1", "latest"]
        {
            rule.passes(&tester::container(&format!("image: 'quay.io/a/b:{tag}'")));
        }
        rule.passes(&tester::container(&format!("image: 'a:1@sha256:{}'", "a".repeat(64))));
        rule.passes(&tester::container("image: 'localhost:50/app'"));
    }

    #[test]
    fn tags_of_ones_own_can_be_added() {
        let rule = tester::of(&super::FLOATING_IMAGE_TAG).options(serde_json::json!({"tags": ["golden"]}));
        rule.fails(&tester::container("image: 'a:golden'"));
    }
}
