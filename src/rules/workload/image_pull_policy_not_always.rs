//! `image-pull-policy-not-always`

use super::images;
use crate::rule::prelude::*;

declare_rule! {
    /// Images that a node may run from its cache under a tag that can be moved.
    ///
    /// ## Why is this bad?
    /// A node that has an image under this name does not ask the registry again: it runs an older content than its
    /// neighbours, and it starts a private image for pods that have no right to pull it. `Always` costs one
    /// request, as layers that are there are not fetched again.
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
    ///       imagePullPolicy: Always
    /// ```
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       image: nginx@sha256:a3f5c6e1b2d4a3f5c6e1b2d4a3f5c6e1b2d4a3f5c6e1b2d4a3f5c6e1b2d4a3f5
    /// ```
    pub IMAGE_PULL_POLICY_NOT_ALWAYS = "image-pull-policy-not-always" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: [
            "kube-score:container-image-pull-policy", "polaris:pullPolicyNotAlways", "checkov:CKV_K8S_15",
            "kics:image_pull_policy_of_container_is_not_always", "kyverno:imagepullpolicy-always", "cwe:345",
        ],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    for named in images::named(pod) {
        let Some(image) = named.image().filter(|it| it.digest.is_none()) else { continue };
        let policy = named.policy();
        match policy.map(|it| it.as_str()) {
            // Other rules speak of `Never`, and of what is stale for sure.
            Some(Some("IfNotPresent")) if !image.is_latest() => {}
            None if !image.is_latest() => {}
            _ => continue,
        }
        let how = if policy.is_some() {
            "only if the node has none"
        } else {
            "only if the node has none, as no policy is written"
        };
        cx.report(policy.unwrap_or(named.at), format!("the image of {} is pulled {how}", named.whose()))
            .help("set the pull policy to `Always`, or pin the image to a digest")
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
    fn the_default_depends_on_the_tag_and_a_digest_needs_no_policy() {
        let rule = tester::of(&super::IMAGE_PULL_POLICY_NOT_ALWAYS);
        rule.fails(&tester::container("image: 'nginx:1'"));
        rule.fails(&tester::container("image: 'localhost:5000/app:1'"));
        rule.passes(&tester::container("image: nginx"));
        rule.passes(&tester::container("image: 'nginx:latest'"));
        rule.passes(&tester::container("image: 'localhost:5000/app'"));
        rule.passes(&tester::container("image: 'nginx:1', imagePullPolicy: Never"));
        let pinned = format!("image: 'nginx@sha256:{}', imagePullPolicy: IfNotPresent", "a".repeat(64));
        rule.passes(&tester::container(&pinned));
        rule.fails(&tester::pod("{volumes: [{name: v, image: {reference: 'a:1', pullPolicy: IfNotPresent}}]}"));
    }
}
