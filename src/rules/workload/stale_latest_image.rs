//! `stale-latest-image`

use super::images;
use crate::rule::prelude::*;

declare_rule! {
    /// Images tagged `latest` that a node pulls once and never again.
    ///
    /// ## Why is this bad?
    /// Each node runs the `latest` of the day it first started the pod, which may be years old and full of known
    /// holes. A new release reaches new nodes only, so the same workload differs from node to node.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       image: nginx
    ///       imagePullPolicy: IfNotPresent
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
    ///       imagePullPolicy: IfNotPresent
    /// ```
    pub STALE_LATEST_IMAGE = "stale-latest-image" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: [
            "kubescape:C-0075", "kube-score:container-image-pull-policy", "polaris:pullPolicyNotAlways",
            "checkov:CKV_K8S_15", "cwe:829",
        ],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    for named in images::named(pod) {
        let Some(policy) = named.policy().filter(|it| matches!(it.as_str(), Some("IfNotPresent" | "Never"))) else {
            continue;
        };
        let Some(image) = named.image().filter(|it| it.is_latest()) else { continue };
        let tag = if image.tag.is_none() { "no tag, which means `latest`," } else { "the tag `latest`" };
        cx.report(policy, format!("the image of {} has {tag} and is not pulled again", named.whose()))
            .label(named.at, "this may be any release")
            .help("name a version, or pull always")
            .fix(
                Safety::Unsafe,
                "always ask the registry",
                Edit::insert_into(named.holder, &[named.policy_key], "Always"),
            );
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_tag_and_the_policy_must_both_be_bad() {
        let rule = tester::of(&super::STALE_LATEST_IMAGE);
        rule.fails(&tester::container("image: 'localhost:5000/app', imagePullPolicy: Never"));
        rule.fails(&tester::container("image: 'a:latest', imagePullPolicy: IfNotPresent"));
        rule.passes(&tester::container("image: 'a:latest'"));
        rule.passes(&tester::container("image: 'a:latest', imagePullPolicy: Always"));
        rule.passes(&tester::container("image: 'a:1', imagePullPolicy: Never"));
        let pinned = format!("image: 'a:latest@sha256:{}', imagePullPolicy: IfNotPresent", "a".repeat(64));
        rule.passes(&tester::container(&pinned));
        rule.fails(&tester::pod("{volumes: [{name: v, image: {reference: a, pullPolicy: Never}}]}"));
    }
}
