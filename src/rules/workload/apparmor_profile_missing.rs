//! `apparmor-profile-missing`

use crate::manifest::pss;
use crate::rule::prelude::*;

declare_rule! {
    /// Containers without an AppArmor profile of their own choice.
    ///
    /// ## Why is this bad?
    /// Where the nodes have AppArmor the runtime confines the container by its default profile, where they have not
    /// nothing is confined, and nobody notices. With the profile written down a node without it refuses the
    /// container.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
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
    ///     appArmorProfile: {type: RuntimeDefault}
    ///   containers:
    ///     - name: app
    /// ```
    pub APPARMOR_PROFILE_MISSING = "apparmor-profile-missing" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: [
            "kubesec:ApparmorAny", "polaris:linuxHardening", "kubeaudit:AppArmorAnnotationMissing",
            "kics:missing_app_armor_config", "cwe:693",
        ],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    if pod.security("appArmorProfile").is_some() || pod.is_windows() {
        return;
    }
    let annotations = pod.template().path("metadata.annotations");
    let annotated =
        |name: &str| annotations.is_some_and(|it| it.get(&format!("{}{name}", pss::APPARMOR_ANNOTATION)).is_some());
    let set = |it: &Container<'_>| it.security("appArmorProfile").is_some() || annotated(it.name());
    let open: Vec<_> = pod.containers().filter(|it| !it.is_privileged() && !set(it)).collect();
    if open.is_empty() {
        return;
    }
    let field = cx.kubernetes_version() >= Version::new(1, 30);
    let finding = cx.report(pod, format!("no AppArmor profile for {}", super::naming::containers(&open)));
    for container in &open {
        finding.label(*container, "as the node has it");
    }
    if !field {
        finding.help("annotate the pod with the profile of each container");
        return;
    }
    finding.help("set `appArmorProfile: {type: RuntimeDefault}` in the `securityContext` of the pod");
    // At the pod it must not meet an annotation that says otherwise, nor confine who is to be privileged.
    if open.len() == pod.containers().count() {
        let path = ["securityContext", "appArmorProfile"];
        let edits = Edit::insert_into(pod.spec(), &path, "{type: RuntimeDefault}");
        finding.fix(Safety::Unsafe, "use the runtime's default profile", edits);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_field_and_the_annotation_count_at_every_place() {
        let rule = tester::of(&super::APPARMOR_PROFILE_MISSING);
        let annotated = "apiVersion: v1
kind: Pod
metadata: {name: p, annotations: {container.apparmor.security.beta.kubernetes.io/a: runtime/default}}
spec: {containers: [{name: a}]}
";
        rule.passes(annotated);
        assert!(rule.fails(&annotated.replace("{name: a}", "{name: a}, {name: b}")).fix.is_none());
        rule.passes(&tester::container("securityContext: {appArmorProfile: {type: Localhost, localhostProfile: x}}"));
        rule.passes(&tester::container("securityContext: {privileged: true}"));
        rule.passes(&tester::pod("{os: {name: windows}, containers: [{name: a}]}"));
        let old = tester::of(&super::APPARMOR_PROFILE_MISSING).kubernetes("1.29").fails(&tester::container(""));
        assert!(old.fix.is_none());
    }
}
