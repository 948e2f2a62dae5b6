//! `sysctl-value-injection`

use crate::rule::prelude::*;

declare_rule! {
    /// Sysctls whose value smuggles in another one.
    ///
    /// ## Why is this bad?
    /// CRI-O before 1.23.2 passes `name=value+name=value` to a helper that runs as root on the node, and so a `+` or
    /// `=` in the value sets any parameter of its kernel, `kernel.core_pattern` among them: a program of the attacker
    /// runs on the node (CVE-2022-0811). No real value has these characters.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   securityContext:
    ///     sysctls:
    ///       - name: kernel.shm_rmid_forced
    ///         value: "1+kernel.core_pattern=|/tmp/run"
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
    ///     sysctls:
    ///       - name: kernel.shm_rmid_forced
    ///         value: "1"
    ///   containers:
    ///     - name: app
    /// ```
    pub SYSCTL_VALUE_INJECTION = "sysctl-value-injection" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["kyverno:prevent-cr8escape", "cwe:74"],
        keys: ["sysctls"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    for entry in pod.security("sysctls").into_iter().flat_map(Value::items) {
        let Some(value) = entry.get("value") else { continue };
        let Some(text) = value.text().filter(|it| it.contains(['+', '='])) else { continue };
        let name = entry.get("name").and_then(Value::text).unwrap_or_default();
        let sign = if text.contains('=') { '=' } else { '+' };
        cx.report(value, format!("the value of sysctl `{name}` holds `{sign}`, which may set another parameter"))
            .help("write nothing but the value, and find out who wrote this");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn either_sign_counts_and_ranges_pass() {
        let rule = tester::of(&super::SYSCTL_VALUE_INJECTION);
        let with = |value: &str| {
            tester::pod(&format!(
                "{{securityContext: {{sysctls: [{{name: kernel.shm_rmid_forced, value: {value}}}]}}}}"
            ))
        };
        rule.fails(&with("'1+2'"));
        rule.fails(&with("'a=b'"));
        rule.passes(&with("'1024 65535'"));
        rule.passes(&with("1"));
    }
}
