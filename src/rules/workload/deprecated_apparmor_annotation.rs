//! `deprecated-apparmor-annotation`

use crate::manifest::pss;
use crate::rule::prelude::*;

declare_rule! {
    /// Annotations that set AppArmor profiles, where a field does today.
    ///
    /// ## Why is this bad?
    /// Kubernetes has the field `appArmorProfile` since 1.30 and will stop reading the annotation. An annotation for
    /// a container that does not exist protects nothing.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: web
    ///   annotations:
    ///     container.apparmor.security.beta.kubernetes.io/app: runtime/default
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
    ///   containers:
    ///     - name: app
    ///       securityContext:
    ///         appArmorProfile: {type: RuntimeDefault}
    /// ```
    pub DEPRECATED_APPARMOR_ANNOTATION = "deprecated-apparmor-annotation" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["kubeaudit:AppArmorInvalidAnnotation", "cwe:477"],
        keys: ["annotations"],
        check: Pod(check)
    }
}

/// Containers that an injector adds later.
const INJECTED: [&str; 5] = ["istio-proxy", "istio-init", "linkerd-proxy", "linkerd-init", "vault-agent"];

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    let Some(annotations) = pod.template().path("metadata.annotations") else { return };
    if pod.is_windows() {
        return;
    }
    for (key, value) in annotations.entries() {
        let Some(name) = key.text().and_then(|it| it.strip_prefix(pss::APPARMOR_ANNOTATION)) else { continue };
        let Some(container) = pod.containers().find(|it| it.name() == name) else {
            // What does not confine is the cause of `apparmor-unconfined`.
            if !INJECTED.contains(&name) && !is_unconfined(value) {
                cx.report(key, format!("an AppArmor profile for container `{name}`, which does not exist"))
                    .help("correct the name, or delete the annotation");
            }
            continue;
        };
        if cx.kubernetes_version() >= Version::new(1, 30) {
            moved(key, value, container, cx);
        }
    }
}

fn moved(key: Value<'_>, value: Value<'_>, container: Container<'_>, cx: &mut Context<'_>) {
    if is_unconfined(value) && !container.is_privileged() {
        return;
    }
    let meant = pss::apparmor_profile(value.text().unwrap_or_default());
    let field = container.effective("appArmorProfile");
    let agrees = |field: Value<'_>| {
        meant.is_some_and(|(kind, file)| field.str("type") == Some(kind) && field.str("localhostProfile") == file)
    };
    // Where both are there and disagree, the API server refuses the pod: `invalid-security-combination`.
    if field.is_some_and(|it| !agrees(it)) {
        return;
    }
    let message = format!("the AppArmor profile of container `{}` is set by an annotation", container.name());
    let finding = cx.report(key, message);
    finding.help("set `appArmorProfile` in the `securityContext` of the container");
    if field.is_some() {
        finding.fix(Safety::Safe, "leave it to the field", Edit::remove_entry(value));
        return;
    }
    let text = match meant {
        Some((kind, None)) => format!("{{type: {kind}}}"),
        Some((kind, Some(file))) if pss::is_profile_path(file) => {
            format!("{{type: {kind}, localhostProfile: \"{file}\"}}")
        }
        _ => return,
    };
    let mut edits = Edit::insert_into(container.value(), &["securityContext", "appArmorProfile"], &text);
    let removed = Edit::remove_entry(value);
    if !edits.is_empty() && !removed.is_empty() {
        edits.extend(removed);
        finding.fix(Safety::Safe, "set it by the field", edits);
    }
}

/// Whether the annotation names no profile that confines.
fn is_unconfined(value: Value<'_>) -> bool {
    pss::apparmor_profile(value.text().unwrap_or_default()).is_none_or(|it| it.0 == "Unconfined")
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn with(annotation: &str, context: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: p, annotations: {{container.apparmor.security.beta.kubernetes.io/{annotation}}}}}\nspec: {{containers: [{{name: a, securityContext: {context}}}]}}\n"
        )
    }

    #[test]
    fn the_field_says_what_the_annotation_said() {
        let rule = tester::of(&super::DEPRECATED_APPARMOR_ANNOTATION);
        let inserted =
            |text: &str| rule.fails(text).fix.unwrap().edits.iter().map(|it| it.text.as_str()).collect::<String>();
        assert!(inserted(&with("a: localhost/mine", "{}")).contains("{type: Localhost, localhostProfile: \"mine\"}"));
        assert!(inserted(&with("a: unconfined", "{privileged: true}")).contains("{type: Unconfined}"));
        let agreed = rule.fails(&with("a: runtime/default", "{appArmorProfile: {type: RuntimeDefault}}"));
        assert_eq!(agreed.fix.unwrap().edits.len(), 1);
        tester::of(&super::DEPRECATED_APPARMOR_ANNOTATION).kubernetes("1.29").passes(&with("a: localhost/x", "{}"));
    }

    #[test]
    fn other_rules_speak_about_what_is_worse() {
        let rule = tester::of(&super::DEPRECATED_APPARMOR_ANNOTATION);
        rule.passes(&with("a: unconfined", "{}"));
        rule.passes(&with("a: ''", "{}"));
        rule.passes(&with("a: runtime/default", "{appArmorProfile: {type: Unconfined}}"));
    }

    #[test]
    fn a_container_that_does_not_exist_has_no_profile() {
        let rule = tester::of(&super::DEPRECATED_APPARMOR_ANNOTATION);
        assert!(rule.fails(&with("b: runtime/default", "{}")).fix.is_none());
        rule.passes(&with("istio-proxy: runtime/default", "{}"));
    }
}
