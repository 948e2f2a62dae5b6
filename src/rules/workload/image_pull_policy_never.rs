//! `image-pull-policy-never`

use super::images;
use crate::rule::prelude::*;

declare_rule! {
    /// Images that are never pulled.
    ///
    /// ## Why is this bad?
    /// The pod runs only on nodes where somebody put the image by hand, and whoever can put images on a node
    /// decides what runs. It is of use for local clusters alone; files below a folder such as `kind` or `minikube`
    /// are not reported.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       image: app:1.4.2
    ///       imagePullPolicy: Never
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       image: app:1.4.2
    /// ```
    pub IMAGE_PULL_POLICY_NEVER = "image-pull-policy-never" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: [
            "kube-score:container-image-pull-policy", "polaris:pullPolicyNotAlways", "checkov:CKV_K8S_15",
            "cwe:829",
        ],
        check: Pod(check)
    }
}

/// Folders for clusters that run on the machine of a developer.
const LOCAL: [&str; 8] =
    ["kind", "minikube", "k3d", "microk8s", "local", "docker-desktop", "rancher-desktop", "colima"];

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    for named in images::named(pod) {
        let Some(policy) = named.policy().filter(|it| it.as_str() == Some("Never")) else { continue };
        if pod.resource().folder().split('/').any(|it| LOCAL.contains(&it)) {
            return;
        }
        cx.report(policy, format!("the image of {} is never pulled", named.whose()))
            .help("push the image to a registry, and delete the line");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    use crate::rule::Example;

    #[test]
    fn folders_for_local_clusters_are_left_alone() {
        let rule = tester::of(&super::IMAGE_PULL_POLICY_NEVER);
        let text = tester::container("image: 'a:1', imagePullPolicy: Never");
        let run = |file: &str| rule.run(&Example::new(&format!("# file: {file}\n{text}"))).len();
        assert_eq!(run("overlays/kind/web.yaml"), 0);
        assert_eq!(run("deploy/minikube/web.yaml"), 0);
        assert_eq!(run("mankind/web.yaml"), 1);
        rule.passes(&tester::container("image: 'a:1', imagePullPolicy: Always"));
        rule.finds(2, &tester::pod("{initContainers: [{name: a, image: a, imagePullPolicy: Never}], volumes: [{name: v, image: {reference: a, pullPolicy: Never}}]}"));
    }
}
