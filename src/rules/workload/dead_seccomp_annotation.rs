//! `dead-seccomp-annotation`

use crate::manifest::pss;
use crate::rule::prelude::*;

declare_rule! {
    /// Annotations that once set a seccomp profile.
    ///
    /// ## Why is this bad?
    /// Kubernetes ignores them since 1.27: the pod says that it is confined and is not. Other linters, and readers,
    /// take the annotation for protection.
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
    pub DEAD_SECCOMP_ANNOTATION = "dead-seccomp-annotation" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["kubeaudit:SeccompDeprecatedAnnotations", "cwe:693"],
        keys: ["annotations"],
        check: Pod(check)
    }
}

const POD: &str = "seccomp.security.alpha.kubernetes.io/pod";
const CONTAINER: &str = "container.seccomp.security.alpha.kubernetes.io/";

/// Annotations of pod security policies, which were never read on pods.
const OF_POLICIES: [&str; 2] = [
    "seccomp.security.alpha.kubernetes.io/defaultProfileName",
    "seccomp.security.alpha.kubernetes.io/allowedProfileNames",
];

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    let Some(annotations) = pod.template().path("metadata.annotations") else { return };
    if pod.is_windows() {
        return;
    }
    for (key, value) in annotations.entries() {
        let Some(name) = key.text().filter(|it| it.contains("seccomp.security.alpha")) else { continue };
        let mut holder = pod.spec();
        if let Some(container) = name.strip_prefix(CONTAINER) {
            let Some(container) = pod.containers().find(|it| it.name() == container) else {
                tell(key, name, cx).help("no container has this name; delete the annotation");
                continue;
            };
            if container.is_privileged() || container.effective("seccompProfile").is_some() {
                continue;
            }
            holder = container.value();
        } else if name == POD {
            // Beside the field it is only a leftover.
            if pod.containers().all(|it| it.is_privileged() || it.effective("seccompProfile").is_some()) {
                continue;
            }
        } else if !OF_POLICIES.contains(&name) {
            continue;
        }
        if cx.kubernetes_version() < Version::new(1, 27) && !OF_POLICIES.contains(&name) {
            continue;
        }
        let finding = tell(key, name, cx);
        finding.help("use the field `securityContext.seccompProfile`");
        let field = profile(value.text().unwrap_or_default());
        if let Some(field) = field.filter(|_| !OF_POLICIES.contains(&name)) {
            let mut edits = Edit::insert_into(holder, &["securityContext", "seccompProfile"], &field);
            // Without the field the annotation is at least a hint of what was meant.
            if !edits.is_empty() {
                edits.extend(Edit::remove_entry(value));
                finding.fix(Safety::Unsafe, "say it by the field", edits);
            }
        }
    }
}

fn tell<'f>(key: Value<'_>, name: &str, cx: &'f mut Context<'_>) -> &'f mut Finding {
    cx.report(key, format!("annotation `{name}` has no effect"))
}

/// The field that says what an annotation meant; `None` where it meant no profile.
fn profile(text: &str) -> Option<String> {
    match text {
        "runtime/default" | "docker/default" => Some("{type: RuntimeDefault}".to_owned()),
        _ => {
            let file = text.strip_prefix("localhost/")?;
            pss::is_profile_path(file).then(|| format!("{{type: Localhost, localhostProfile: \"{file}\"}}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn with(annotation: &str, spec: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: p, annotations: {{{annotation}}}}}\nspec: {{{spec}containers: [{{name: a}}]}}\n"
        )
    }

    #[test]
    fn the_version_and_the_field_decide() {
        let rule = tester::of(&super::DEAD_SECCOMP_ANNOTATION);
        let pod = "seccomp.security.alpha.kubernetes.io/pod: runtime/default";
        assert_eq!(rule.fails(&with(pod, "")).fix.unwrap().edits.len(), 2);
        rule.passes(&with(pod, "securityContext: {seccompProfile: {type: RuntimeDefault}}, "));
        rule.passes(&with(pod, "os: {name: windows}, "));
        tester::of(&super::DEAD_SECCOMP_ANNOTATION).kubernetes("1.26").passes(&with(pod, ""));
        rule.passes(&with("prometheus.io/scrape: 'true'", ""));
    }

    #[test]
    fn every_annotation_of_its_time_counts() {
        let rule = tester::of(&super::DEAD_SECCOMP_ANNOTATION);
        let found = rule.fails(&with("container.seccomp.security.alpha.kubernetes.io/a: localhost/x.json", ""));
        assert!(found.fix.unwrap().edits.iter().any(|it| it.text.contains("localhostProfile: \"x.json\"")));
        let found = rule.fails(&with("container.seccomp.security.alpha.kubernetes.io/b: runtime/default", ""));
        assert!(found.fix.is_none());
        let found = rule.fails(&with("seccomp.security.alpha.kubernetes.io/defaultProfileName: runtime/default", ""));
        assert!(found.fix.is_none());
        let found = rule.fails(&with("seccomp.security.alpha.kubernetes.io/pod: unconfined", ""));
        assert!(found.fix.is_none());
    }
}
