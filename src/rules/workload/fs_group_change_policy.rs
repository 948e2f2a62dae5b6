//! `fs-group-change-policy`

use crate::rule::prelude::*;

declare_rule! {
    /// Pods that change the owner of a whole volume at each start.
    ///
    /// ## Why is this bad?
    /// With `fsGroup` the kubelet walks the volume and sets the group of every file, each time a pod starts. On a
    /// large volume that takes minutes in which the pod does not run.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   securityContext:
    ///     fsGroup: 10001
    ///   containers:
    ///     - name: app
    ///   volumes:
    ///     - name: data
    ///       persistentVolumeClaim: {claimName: data}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   securityContext:
    ///     fsGroup: 10001
    ///     fsGroupChangePolicy: OnRootMismatch
    ///   containers:
    ///     - name: app
    ///   volumes:
    ///     - name: data
    ///       persistentVolumeClaim: {claimName: data}
    /// ```
    pub FS_GROUP_CHANGE_POLICY = "fs-group-change-policy" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["kubescape:C-0211"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    let Some(group) = pod.security("fsGroup") else { return };
    if pod.security("fsGroupChangePolicy").is_some() || pod.is_windows() {
        return;
    }
    let Some(claim) = claim(pod) else { return };
    cx.report(group, "the owner of every file is set at each start of the pod")
        .label(claim, "this volume keeps its files")
        .help("set `fsGroupChangePolicy: OnRootMismatch`, which looks at the top folder only")
        .fix(
            Safety::Unsafe,
            "set the owner only where the top folder has another",
            Edit::insert_into(pod.spec(), &["securityContext", "fsGroupChangePolicy"], "OnRootMismatch"),
        );
}

/// A volume with files from before: a new one has none to walk.
fn claim(pod: Pod<'_>) -> Option<Value<'_>> {
    let of_pod = pod.volumes().find_map(|it| it.get("persistentVolumeClaim"));
    of_pod.or_else(|| {
        let set = pod.resource().kind() == Kind::StatefulSet;
        pod.resource().spec().filter(|_| set)?.list("volumeClaimTemplates").next()
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_volumes_that_last_count() {
        let rule = tester::of(&super::FS_GROUP_CHANGE_POLICY);
        let with = |volume: &str| {
            tester::pod(&format!("{{securityContext: {{fsGroup: 5}}, volumes: [{{name: v, {volume}}}]}}"))
        };
        rule.fails(&with("persistentVolumeClaim: {claimName: v}"));
        rule.passes(&with("emptyDir: {}"));
        rule.passes(&with("ephemeral: {volumeClaimTemplate: {spec: {}}}"));
        let set = |context: &str| {
            format!(
                "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {{name: db}}\nspec:\n  volumeClaimTemplates: [{{metadata: {{name: d}}}}]\n  template: {{spec: {{securityContext: {context}, containers: [{{name: a}}]}}}}\n"
            )
        };
        rule.fails(&set("{fsGroup: 5}"));
        rule.passes(&set("{fsGroup: 5, fsGroupChangePolicy: Always}"));
        rule.passes(&set("{runAsUser: 5}"));
    }
}
