//! `root-group`

use super::identity;
use crate::rule::prelude::*;

declare_rule! {
    /// Pods that are given the group of root.
    ///
    /// ## Why is this bad?
    /// Files that the group of root may read or write are common, in images and on nodes. A container that runs as
    /// another user but with group 0 has them all.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       securityContext: {runAsUser: 10001, runAsGroup: 0}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   securityContext: {fsGroup: 10001, supplementalGroups: [20001]}
    ///   containers:
    ///     - name: app
    ///       securityContext: {runAsUser: 10001, runAsGroup: 10001}
    /// ```
    pub ROOT_GROUP = "root-group" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: [
            "trivy:KSV-0116", "kube-linter:run-as-non-root", "kubescape:C-0211", "kyverno:require-non-root-groups",
            "gatekeeper:k8spspallowedusers", "gatekeeper:k8spspfsgroup", "kubewarden:user-group-psp", "cwe:250",
        ],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    if identity::is_remapped(pod) {
        return;
    }
    for (at, _, whose) in identity::ids(pod, "runAsGroup").filter(|it| it.1 == 0) {
        // Beside user 0 the group changes nothing.
        let user = whose.map_or(pod.security("runAsUser"), |it| it.effective("runAsUser"));
        if user.and_then(Value::as_int) != Some(0) {
            tell(at, &format!("{} runs with the group of root", identity::name(whose)), cx);
        }
    }
    for at in pod.security("supplementalGroups").into_iter().flat_map(Value::items) {
        if at.as_int() == Some(0) {
            tell(at, "the pod has the group of root among its groups", cx);
        }
    }
    if let Some(at) = pod.security("fsGroup").filter(|it| it.as_int() == Some(0)) {
        tell(at, "the volumes of the pod belong to the group of root", cx);
    }
}

fn tell(at: Value<'_>, message: &str, cx: &mut Context<'_>) {
    cx.report(at, message).help("name a group other than 0; the files it needs must belong to that group");
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn every_place_of_a_group_counts() {
        let rule = tester::of(&super::ROOT_GROUP);
        rule.fails(&tester::container("securityContext: {runAsGroup: 0}"));
        rule.fails(&tester::pod("{ephemeralContainers: [{name: a, securityContext: {runAsGroup: 0}}]}"));
        rule.finds(
            3,
            &tester::pod(
                "{securityContext: {runAsGroup: 0, fsGroup: 0, supplementalGroups: [5, 0]}, containers: [{name: a}]}",
            ),
        );
        rule.passes(&tester::pod(
            "{securityContext: {runAsGroup: 0}, containers: [{name: a, securityContext: {runAsGroup: 5}}]}",
        ));
        rule.passes(&tester::container(""));
    }

    #[test]
    fn root_itself_and_a_user_namespace_make_it_moot() {
        let rule = tester::of(&super::ROOT_GROUP);
        rule.passes(&tester::container("securityContext: {runAsUser: 0, runAsGroup: 0}"));
        rule.passes(&tester::pod("{securityContext: {runAsUser: 0, runAsGroup: 0}, containers: [{name: a}]}"));
        rule.passes(&tester::pod("{hostUsers: false, securityContext: {runAsGroup: 0}, containers: [{name: a}]}"));
    }
}
