//! `selinux-custom-options`

use crate::manifest::pss;
use crate::rule::prelude::*;

declare_rule! {
    /// Pods that choose SELinux labels which leave the confinement of containers.
    ///
    /// ## Why is this bad?
    /// The runtime gives containers a type that keeps them from the files and processes of the node. Another type,
    /// user or role, such as `spc_t`, takes that away.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   securityContext:
    ///     seLinuxOptions: {type: spc_t}
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
    ///     seLinuxOptions: {level: "s0:c123,c456"}
    ///   containers:
    ///     - name: app
    /// ```
    pub SELINUX_CUSTOM_OPTIONS = "selinux-custom-options" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: [
            "pss:baseline", "trivy:KSV-0025", "kyverno:disallow-selinux", "gatekeeper:k8spspselinuxv2",
            "kubewarden:selinux-psp", "cwe:693",
        ],
        keys: ["seLinuxOptions"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    if let Some(options) = pod.security("seLinuxOptions") {
        judge(options, None, cx);
    }
    for container in pod.containers() {
        if let Some(options) = container.security("seLinuxOptions") {
            judge(options, Some(container), cx);
        }
    }
}

fn judge(options: Value<'_>, container: Option<Container<'_>>, cx: &mut Context<'_>) {
    let version = cx.kubernetes_version();
    for field in ["type", "user", "role"] {
        let Some((at, set)) = options.get(field).and_then(|it| Some((it, it.text()?))) else { continue };
        let allowed = if field == "type" { pss::is_allowed_selinux_type(set, version) } else { set.is_empty() };
        if allowed {
            continue;
        }
        let whose = super::identity::name(container);
        cx.report(at, format!("{whose} has the SELinux {field} `{set}`"))
            .help("delete the line; only `level` is free to choose")
            .fix(Safety::Unsafe, "leave it to the runtime", Edit::remove_entry(at));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn types_of_containers_and_empty_texts_pass() {
        let rule = tester::of(&super::SELINUX_CUSTOM_OPTIONS);
        let with = |options: &str| tester::container(&format!("securityContext: {{seLinuxOptions: {{{options}}}}}"));
        rule.passes(&with("type: container_t, role: '', user: '', level: 's0:c1'"));
        rule.passes(&with("type: ''"));
        rule.passes(&with("type: container_engine_t"));
        tester::of(&super::SELINUX_CUSTOM_OPTIONS).kubernetes("1.30").fails(&with("type: container_engine_t"));
        rule.finds(3, &with("type: spc_t, user: system_u, role: system_r"));
    }

    #[test]
    fn the_container_does_not_hide_the_pod() {
        let rule = tester::of(&super::SELINUX_CUSTOM_OPTIONS);
        rule.fails(&tester::pod("{securityContext: {seLinuxOptions: {type: spc_t}}, containers: [{name: a, securityContext: {seLinuxOptions: {type: container_t}}}]}"));
        rule.fails(&tester::pod("{ephemeralContainers: [{name: a, securityContext: {seLinuxOptions: {user: root}}}]}"));
    }
}
