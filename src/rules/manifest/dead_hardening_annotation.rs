//! `dead-hardening-annotation`

use crate::manifest::pss::APPARMOR_ANNOTATION;
use crate::rule::prelude::*;

declare_rule! {
    /// Annotations that once hardened a pod and do nothing today.
    ///
    /// ## Why is this bad?
    /// The seccomp annotations are ignored since Kubernetes 1.27, those of pod security policies since 1.25, and an
    /// AppArmor annotation for a container that does not exist protects nothing. Readers, and other linters, take
    /// them for protection.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: web
    ///   annotations:
    ///     seccomp.security.alpha.kubernetes.io/pod: runtime/default
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
    ///     seccompProfile: {type: RuntimeDefault}
    ///   containers:
    ///     - name: app
    /// ```
    pub DEAD_HARDENING_ANNOTATION = "dead-hardening-annotation" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["kubeaudit:SeccompDeprecatedAnnotations"],
        check: Pod(check)
    }
}

const SECCOMP_POD: &str = "seccomp.security.alpha.kubernetes.io/pod";
const SECCOMP: &str = "container.seccomp.security.alpha.kubernetes.io/";

/// Containers that an injector adds later.
const INJECTED: [&str; 5] = ["istio-proxy", "istio-init", "linkerd-proxy", "linkerd-init", "vault-agent"];

/// Annotations that are dead from a version on, and what to do instead.
const DEAD: [(&str, Version, &str); 7] = [
    ("seccomp.security.alpha.kubernetes.io/defaultProfileName", Version::new(1, 25), PSP),
    ("seccomp.security.alpha.kubernetes.io/allowedProfileNames", Version::new(1, 25), PSP),
    ("apparmor.security.beta.kubernetes.io/defaultProfileName", Version::new(1, 25), PSP),
    ("apparmor.security.beta.kubernetes.io/allowedProfileNames", Version::new(1, 25), PSP),
    ("scheduler.alpha.kubernetes.io/critical-pod", Version::new(1, 16), "use `priorityClassName`"),
    ("security.alpha.kubernetes.io/sysctls", Version::new(1, 11), "use `securityContext.sysctls`"),
    ("security.alpha.kubernetes.io/unsafe-sysctls", Version::new(1, 11), "use `securityContext.sysctls`"),
];

const PSP: &str = "pod security policies are gone; use the fields of `securityContext`";

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    let version = cx.kubernetes_version();
    let annotations = pod.template().path("metadata.annotations");
    for (key, value) in annotations.into_iter().flat_map(Value::entries) {
        let Some(name) = key.text() else { continue };
        let help = if let Some(&(_, since, help)) = DEAD.iter().find(|it| it.0 == name) {
            (version >= since).then_some(help)
        } else if name == SECCOMP_POD || name.starts_with(SECCOMP) {
            // Beside the field it is only a leftover.
            let container = name.strip_prefix(SECCOMP);
            let covered = pod.security("seccompProfile").is_some()
                || pod
                    .containers()
                    .filter(|it| container.is_none_or(|name| it.name() == name))
                    .all(|it| it.security("seccompProfile").is_some());
            (version >= Version::new(1, 27) && !covered).then_some("use the field `securityContext.seccompProfile`")
        } else if let Some(container) = name.strip_prefix(APPARMOR_ANNOTATION) {
            let known = INJECTED.contains(&container) || pod.containers().any(|it| it.name() == container);
            (!known).then_some("no container has this name; correct it, or use the field `appArmorProfile`")
        } else {
            None
        };
        if let Some(help) = help {
            let finding = cx.report(key, format!("annotation `{name}` has no effect")).help(help);
            if help == PSP {
                finding.fix(Safety::Unsafe, "delete the annotation", Edit::remove_entry(value));
            } else {
                finding.fix(Safety::Unsafe, "use the field", to_field(pod, name, value));
            }
        }
    }
}

/// The field for a seccomp annotation, in the place of that. A profile that confines nothing is not carried over.
fn to_field(pod: Pod<'_>, name: &str, value: Value<'_>) -> Vec<Edit> {
    let named = |name: &str| pod.containers().find(|it| it.name() == name).map(Container::value);
    let holder = if name == SECCOMP_POD { Some(pod.spec()) } else { name.strip_prefix(SECCOMP).and_then(named) };
    let is_plain = |it: &str| it.chars().all(|it| it.is_ascii_alphanumeric() || "./_-".contains(it));
    let profile = match value.text().unwrap_or_default() {
        "runtime/default" | "docker/default" => "{type: RuntimeDefault}".to_owned(),
        other => match other.strip_prefix("localhost/").filter(|it| !it.is_empty() && is_plain(it)) {
            Some(file) => format!("{{type: Localhost, localhostProfile: \"{file}\"}}"),
            None => return Vec::new(),
        },
    };
    let Some(holder) = holder.filter(|it| it.path("securityContext.seccompProfile").is_none()) else {
        return Vec::new();
    };
    let put = Edit::insert_into(holder, &["securityContext", "seccompProfile"], &profile);
    let gone = Edit::remove_entry(value);
    if put.is_empty() || gone.is_empty() { Vec::new() } else { gone.into_iter().chain(put).collect() }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_version_and_the_field_decide() {
        let with = |annotation: &str, spec: &str| {
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: p, annotations: {{{annotation}: runtime/default}}}}\nspec: {{{spec}containers: [{{name: a}}]}}\n"
            )
        };
        let rule = tester::of(&super::DEAD_HARDENING_ANNOTATION);
        rule.fails(&with(super::SECCOMP_POD, ""));
        rule.passes(&with(super::SECCOMP_POD, "securityContext: {seccompProfile: {type: RuntimeDefault}}, "));
        tester::of(&super::DEAD_HARDENING_ANNOTATION).kubernetes("1.26").passes(&with(super::SECCOMP_POD, ""));
        rule.fails(&with("container.seccomp.security.alpha.kubernetes.io/a", ""));
        rule.fails(&with("container.apparmor.security.beta.kubernetes.io/b", ""));
        rule.passes(&with("container.apparmor.security.beta.kubernetes.io/a", ""));
        rule.passes(&with("container.apparmor.security.beta.kubernetes.io/istio-proxy", ""));
        rule.fails(&with("scheduler.alpha.kubernetes.io/critical-pod", ""));
        rule.passes(&with("prometheus.io/scrape", ""));
    }
}
