//! `seccomp-unconfined`

use crate::manifest::pss;
use crate::rule::prelude::*;

declare_rule! {
    /// Seccomp switched off.
    ///
    /// ## Why is this bad?
    /// The default profile blocks some sixty system calls that containers never need and exploits often do.
    /// `Unconfined` opens all of them. A bad value at pod level counts even if every container overrides it, as Pod
    /// Security admission judges it.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   securityContext:
    ///     seccompProfile: {type: Unconfined}
    ///   containers:
    ///     - name: app
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   securityContext:
    ///     seccompProfile: {type: RuntimeDefault}
    ///   containers:
    ///     - name: app
    /// ```
    pub SECCOMP_UNCONFINED = "seccomp-unconfined" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: [
            "pss:baseline", "trivy:KSV-0104", "kubesec:SeccompUnconfined", "kyverno:restrict-seccomp",
            "gatekeeper:k8spspseccompv2", "cis-1.12:5.7.2", "cwe:693",
        ],
        keys: ["seccompProfile"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    let mut judge = |profile: Option<Value<'_>>, whose: &str| {
        let Some(profile) = profile.filter(|&it| pss::is_unconfined(it)) else { return };
        let at = profile.get("type").unwrap_or(profile);
        let finding = cx.report(at, format!("seccomp does not confine {whose}"));
        finding.help("use `type: RuntimeDefault`, or `Localhost` with a profile of your own");
        let edits = if at == profile {
            Edit::insert_entry(profile, "type", "RuntimeDefault")
        } else {
            Edit::set_scalar(at, "RuntimeDefault")
        };
        // That profile has no file.
        let file = profile.get("localhostProfile").map(Edit::remove_entry).unwrap_or_default();
        finding.fix(Safety::Unsafe, "use the runtime's default profile", edits.into_iter().chain(file));
    };
    // Privileged containers run without seccomp whatever is written.
    let mut moot = true;
    for container in pod.containers().filter(|it| !it.is_privileged()) {
        moot = false;
        judge(container.security("seccompProfile"), &format!("container `{}`", container.name()));
    }
    if !moot {
        judge(pod.security("seccompProfile"), "the pod");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn every_level_counts_and_the_container_does_not_hide_the_pod() {
        let rule = tester::of(&super::SECCOMP_UNCONFINED);
        rule.fails(&tester::pod("{securityContext: {seccompProfile: {type: RuntimeDefault}}, initContainers: [{name: a, securityContext: {seccompProfile: {type: Unconfined}}}]}"));
        rule.fails(&tester::pod("{securityContext: {seccompProfile: {type: Unconfined}}, containers: [{name: a, securityContext: {seccompProfile: {type: RuntimeDefault}}}]}"));
        rule.fails(&tester::container("securityContext: {seccompProfile: {}}"));
        rule.passes(&tester::container("securityContext: {seccompProfile: null}"));
        rule.passes(&tester::container(
            "securityContext: {seccompProfile: {type: Localhost, localhostProfile: a.json}}",
        ));
        rule.passes(&tester::container("securityContext: {privileged: true, seccompProfile: {type: Unconfined}}"));
    }
}
