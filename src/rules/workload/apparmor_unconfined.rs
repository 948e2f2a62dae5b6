//! `apparmor-unconfined`

use crate::manifest::pss;
use crate::rule::prelude::*;

declare_rule! {
    /// AppArmor switched off.
    ///
    /// ## Why is this bad?
    /// Where the node has AppArmor, the runtime confines containers by a default profile. A profile that is neither
    /// `RuntimeDefault` nor `Localhost` takes that away, be it set by the field or by the older annotation.
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
    ///         appArmorProfile: {type: Unconfined}
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
    ///         appArmorProfile: {type: RuntimeDefault}
    /// ```
    pub APPARMOR_UNCONFINED = "apparmor-unconfined" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: [
            "pss:baseline", "trivy:KSV-0002", "kubesec:ApparmorUnconfined", "kyverno:restrict-apparmor-profiles",
            "gatekeeper:k8spspapparmor", "kubewarden:apparmor-psp", "kubeaudit:AppArmorDisabled",
            "kubeaudit:AppArmorBadValue", "cwe:693",
        ],
        keys: ["appArmorProfile", "annotations"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    let help = "use `type: RuntimeDefault`, or `Localhost` with a profile of your own";
    let title = "use the runtime's default profile";
    let mut judge = |profile: Option<Value<'_>>, whose: &str| {
        let Some(profile) = profile.filter(|&it| pss::is_unconfined(it)) else { return };
        let at = profile.get("type").unwrap_or(profile);
        let finding = cx.report(at, format!("AppArmor does not confine {whose}")).help(help);
        let edits = if at == profile {
            Edit::insert_entry(profile, "type", "RuntimeDefault")
        } else {
            Edit::set_scalar(at, "RuntimeDefault")
        };
        // That profile has no file.
        let file = profile.get("localhostProfile").map(Edit::remove_entry).unwrap_or_default();
        finding.fix(Safety::Unsafe, title, edits.into_iter().chain(file));
    };
    let privileged: Vec<&str> = pod.containers().filter(|it| it.is_privileged()).map(Container::name).collect();
    let mut moot = true;
    for container in pod.containers().filter(|it| !it.is_privileged()) {
        moot = false;
        judge(container.security("appArmorProfile"), &format!("container `{}`", container.name()));
    }
    if !moot {
        judge(pod.security("appArmorProfile"), "the pod");
    }
    let annotations = pod.template().path("metadata.annotations");
    for (key, value) in annotations.into_iter().flat_map(Value::entries) {
        let Some(name) = key.text().and_then(|it| it.strip_prefix(pss::APPARMOR_ANNOTATION)) else { continue };
        let profile = value.text().unwrap_or_default();
        let confined = matches!(profile, "" | "runtime/default") || profile.starts_with("localhost/");
        if !confined && !privileged.contains(&name) {
            cx.report(value, format!("AppArmor does not confine container `{name}`"))
                .help("use the field `appArmorProfile` with `type: RuntimeDefault`")
                .fix(Safety::Unsafe, title, Edit::set_scalar(value, "runtime/default"));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_field_and_the_annotation_count() {
        let rule = tester::of(&super::APPARMOR_UNCONFINED);
        let annotated = |value: &str| {
            format!(
                "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: d}}\nspec:\n  template:\n    metadata:\n      annotations: {{container.apparmor.security.beta.kubernetes.io/a: {value}}}\n    spec: {{containers: [{{name: b}}]}}\n"
            )
        };
        rule.fails(&annotated("unconfined"));
        rule.passes(&annotated("localhost/mine"));
        rule.passes(&annotated("''"));
        rule.passes(&annotated("runtime/default"));
        rule.fails(&tester::container("securityContext: {appArmorProfile: {}}"));
        rule.fails(&tester::pod("{securityContext: {appArmorProfile: {type: Unconfined}}, containers: [{name: a}]}"));
        rule.passes(&tester::container("securityContext: {privileged: true, appArmorProfile: {type: Unconfined}}"));
        rule.passes(&tester::container("securityContext: {appArmorProfile: {type: Localhost, localhostProfile: x}}"));
    }
}
