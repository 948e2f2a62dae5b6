//! `supplemental-groups-merge`

use crate::rule::prelude::*;

declare_rule! {
    /// Pods with a fixed user that also take the groups their image gives it.
    ///
    /// ## Why is this bad?
    /// The runtime reads `/etc/group` of the image and adds every group that lists the user. Nothing in the manifest
    /// tells which, and such a group may own files of a shared volume. `Strict` leaves only the groups that are
    /// written.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   securityContext: {runAsUser: 1000}
    ///   containers:
    ///     - name: app
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   securityContext: {runAsUser: 1000, supplementalGroupsPolicy: Strict}
    ///   containers:
    ///     - name: app
    /// ```
    pub SUPPLEMENTAL_GROUPS_MERGE = "supplemental-groups-merge" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:732"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    let policy = pod.security("supplementalGroupsPolicy");
    if policy.is_some_and(|it| it.as_str() != Some("Merge")) || pod.is_windows() {
        return;
    }
    let own = || pod.containers().find_map(|it| it.security("runAsUser"));
    let Some(user) = pod.security("runAsUser").or_else(own) else { return };
    let path = ["securityContext", "supplementalGroupsPolicy"];
    // Older clusters do not know the field, or ignore it.
    let known = cx.kubernetes_version() >= Version::new(1, 33);
    let edits = if known { Edit::insert_into(pod.spec(), &path, "Strict") } else { Vec::new() };
    cx.report(policy.unwrap_or(user), "the user also gets the groups that `/etc/group` of the image gives it")
        .help("set `supplementalGroupsPolicy: Strict`, and list under `supplementalGroups` what is needed")
        .fix(Safety::Unsafe, "take no groups from the image", edits);
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn merge_is_the_default() {
        let rule = tester::of(&super::SUPPLEMENTAL_GROUPS_MERGE);
        rule.fails(&tester::pod(
            "{securityContext: {runAsUser: 1, supplementalGroupsPolicy: Merge}, containers: [{name: a}]}",
        ));
        rule.fails(&tester::container("securityContext: {runAsUser: 1}"));
        rule.passes(&tester::container("securityContext: {runAsNonRoot: true}"));
        let old = tester::of(&super::SUPPLEMENTAL_GROUPS_MERGE).kubernetes("1.32");
        assert!(old.fails(&tester::container("securityContext: {runAsUser: 1}")).fix.is_none());
    }
}
