//! `privileged-negates-hardening`

use crate::rule::prelude::*;

declare_rule! {
    /// Hardening of privileged containers that has no effect.
    ///
    /// ## Why is this bad?
    /// A privileged container has all capabilities, runs without seccomp and without AppArmor's default profile, and
    /// can mount what was handed to it read-only anew. Who reviews the file believes in a protection that is not there.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       securityContext:
    ///         privileged: true
    ///         capabilities: {drop: [ALL]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       securityContext:
    ///         capabilities: {drop: [ALL]}
    /// ```
    pub PRIVILEGED_NEGATES_HARDENING = "privileged-negates-hardening" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:1188", "cwe:250"],
        keys: ["privileged"],
        check: Container(check)
    }
}

fn check(container: Container<'_>, cx: &mut Context<'_>) {
    if !container.is_privileged() {
        return;
    }
    let Some(privileged) = container.security("privileged") else { return };
    let drop = container.security("capabilities").and_then(|it| it.get("drop")).filter(|it| !it.is_empty());
    let seccomp = container.security("seccompProfile").filter(|it| it.str("type") != Some("Unconfined"));
    // A profile of one's own is loaded even for a privileged container; the default one is not.
    let apparmor = container.security("appArmorProfile").filter(|it| it.str("type") == Some("RuntimeDefault"));
    let settings = [("capabilities.drop", drop), ("seccompProfile", seccomp), ("appArmorProfile", apparmor)];
    let mut moot = settings.into_iter().filter_map(|(name, it)| Some((name, it?)));
    let Some((name, first)) = moot.next() else { return };
    let message = format!("`{name}` of container `{}` has no effect, as it is privileged", container.name());
    let finding = cx.report(first, message);
    finding.label(privileged, "this undoes it");
    for (_, other) in moot {
        finding.label(other, "has no effect either");
    }
    let node: Vec<_> = crate::manifest::host_path::host_paths(container.pod()).map(|it| it.0).collect();
    for mount in container.value().list("volumeMounts").filter(|it| it.flag("readOnly")) {
        let name = mount.str("name");
        if name.is_some() && node.iter().any(|it| it.str("name") == name) {
            finding.label(mount, "the container can mount it anew, to write");
        }
    }
    finding.help("delete `privileged`, or do not claim what it undoes");
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_what_a_privileged_container_ignores_counts() {
        let rule = tester::of(&super::PRIVILEGED_NEGATES_HARDENING);
        rule.fails(&tester::container("securityContext: {privileged: yes, seccompProfile: {type: RuntimeDefault}}"));
        rule.fails(&tester::container("securityContext: {privileged: true, appArmorProfile: {type: RuntimeDefault}}"));
        rule.passes(&tester::container("securityContext: {privileged: true, seccompProfile: {type: Unconfined}}"));
        rule.passes(&tester::container(
            "securityContext: {privileged: true, appArmorProfile: {type: Localhost, localhostProfile: x}}",
        ));
        rule.passes(&tester::container(
            "securityContext: {privileged: true, runAsUser: 1000, readOnlyRootFilesystem: true}",
        ));
        rule.passes(&tester::container("securityContext: {privileged: true, capabilities: {drop: []}}"));
    }

    #[test]
    fn one_finding_names_all_that_is_moot() {
        let rule = tester::of(&super::PRIVILEGED_NEGATES_HARDENING);
        let found = rule.fails(&tester::pod(
            "{volumes: [{name: v, hostPath: {path: /x}}], containers: [{name: a, volumeMounts: [{name: v, mountPath: /x, readOnly: true}], securityContext: {privileged: true, capabilities: {drop: [ALL]}, seccompProfile: {type: RuntimeDefault}}}]}",
        ));
        assert_eq!(found.labels.len(), 4);
    }
}
