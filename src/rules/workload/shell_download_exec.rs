//! `shell-download-exec`

use super::script;
use crate::rule::prelude::*;

declare_rule! {
    /// Commands that fetch code when they start, or that leave the container.
    ///
    /// ## Why is this bad?
    /// What is downloaded at start was never scanned and may be another thing tomorrow. Reverse shells, `nsenter` into
    /// process 1 and `chroot` into a folder of the node are how attacks look, and not how services do.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       command: [sh, -c, "curl -fsSL https://example.com/install.sh | sh"]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       command: [sh, -c, "curl -fsS http://localhost:8080/healthz | grep ok"]
    /// ```
    pub SHELL_DOWNLOAD_EXEC = "shell-download-exec" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["kubescape:C-0062", "cwe:494", "cwe:78"],
        keys: ["command", "args"],
        check: Container(check)
    }
}

const PLACES: [&str; 7] = [
    "command",
    "args",
    "lifecycle.postStart.exec.command",
    "lifecycle.preStop.exec.command",
    "livenessProbe.exec.command",
    "readinessProbe.exec.command",
    "startupProbe.exec.command",
];

fn check(container: Container<'_>, cx: &mut Context<'_>) {
    for place in PLACES {
        let first = place.split('.').next().unwrap_or(place);
        // Most containers have none of these.
        if container.get(first).is_none() {
            continue;
        }
        let Some(list) = container.value().path(place).filter(|it| it.is_sequence()) else { continue };
        let worst = list.items().filter_map(|it| Some((it, script::judge(it.text()?)?))).max_by_key(|it| it.1.severity);
        // A command in many words is a program with its arguments.
        let whole = || {
            let words: Vec<&str> = list.items().filter_map(Value::text).collect();
            let deed = script::judge(&words.join(" "))?;
            Some((list.items().next()?, deed))
        };
        if let Some((at, deed)) = worst.or_else(whole) {
            cx.report(at, format!("container `{}` {}", container.name(), deed.what))
                .severity(deed.severity)
                .help(deed.help);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    use crate::finding::Severity;

    #[test]
    fn probes_and_hooks_count_and_lists_are_read_as_one_command() {
        let rule = tester::of(&super::SHELL_DOWNLOAD_EXEC);
        let found = rule.fails(&tester::container("command: [nsenter, --target, '1', --mount, sh]"));
        assert_eq!(found.severity, Severity::High);
        rule.fails(&tester::container("lifecycle: {postStart: {exec: {command: [sh, -c, 'pip install requests']}}}"));
        rule.fails(&tester::container("livenessProbe: {exec: {command: [sh, -c, 'echo aWQ= | base64 -d | sh']}}"));
        rule.passes(&tester::container(
            "livenessProbe: {exec: {command: [bash, -c, 'echo > /dev/tcp/127.0.0.1/8080']}}",
        ));
        rule.passes(&tester::container("command: [curl, -f, 'http://localhost']"));
    }
}
