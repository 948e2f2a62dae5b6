//! `dead-hardening-annotation`

use crate::rule::prelude::*;

declare_rule! {
    /// Annotations that once hardened a pod and do nothing today.
    ///
    /// ## Why is this bad?
    /// Those of pod security policies are ignored since Kubernetes 1.25, those that set sysctls or made a pod critical for
    /// longer. Readers, and other linters, take them for protection.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: web
    ///   annotations:
    ///     security.alpha.kubernetes.io/sysctls: net.ipv4.tcp_syncookies=1
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
    ///     sysctls: [{name: net.ipv4.tcp_syncookies, value: "1"}]
    ///   containers:
    ///     - name: app
    /// ```
    pub DEAD_HARDENING_ANNOTATION = "dead-hardening-annotation" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:693"],
        keys: ["annotations"],
        check: Pod(check)
    }
}

/// Annotations that are dead from a version on, and what to do instead.
const DEAD: [(&str, Version, &str); 5] = [
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
    for (key, _) in annotations.into_iter().flat_map(Value::entries) {
        let Some(name) = key.text() else { continue };
        // Those for seccomp and AppArmor profiles have rules of their own.
        let Some(&(_, since, help)) = DEAD.iter().find(|it| it.0 == name) else { continue };
        if version >= since {
            cx.report(key, format!("annotation `{name}` has no effect")).help(help);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_version_decides() {
        let with = |annotation: &str| {
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: p, annotations: {{{annotation}: x}}}}\nspec: {{containers: [{{name: a}}]}}\n"
            )
        };
        let rule = tester::of(&super::DEAD_HARDENING_ANNOTATION);
        rule.fails(&with("scheduler.alpha.kubernetes.io/critical-pod"));
        rule.fails(&with("apparmor.security.beta.kubernetes.io/defaultProfileName"));
        let old = tester::of(&super::DEAD_HARDENING_ANNOTATION).kubernetes("1.24");
        old.passes(&with("apparmor.security.beta.kubernetes.io/defaultProfileName"));
        rule.passes(&with("seccomp.security.alpha.kubernetes.io/pod"));
        rule.passes(&with("prometheus.io/scrape"));
    }
}
