//! `exec-probe-command`

use crate::rule::prelude::*;

declare_rule! {
    /// Liveness probes that look for a process or a file instead of asking the program.
    ///
    /// ## Why is this bad?
    /// That the process is there is what the kubelet knows already, so `ps` and `ls` succeed while the program
    /// hangs. Tools such as `jcmd` attach to the program and stop it for a moment, every few seconds, and each
    /// probe costs a new process.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       livenessProbe:
    ///         exec: {command: [sh, -c, "ps aux | grep -q server"]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       livenessProbe:
    ///         httpGet: {path: /live, port: 8080}
    /// ```
    pub EXEC_PROBE_COMMAND = "exec-probe-command" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kyverno:deny-commands-in-exec-probe"],
        check: Container(check)
    }
}

/// Commands that tell nothing of the program, or disturb it.
const COMMANDS: [&str; 10] = ["jcmd", "jinfo", "jmap", "jps", "jstack", "jstat", "ls", "pgrep", "pidof", "ps"];

/// Words of the shell that stand before a command.
const BEFORE: [&str; 9] = ["!", "do", "else", "exec", "if", "then", "time", "until", "while"];

fn check(container: Container<'_>, cx: &mut Context<'_>) {
    let Some(command) = container.get("livenessProbe").and_then(|it| it.get("exec")?.get("command")) else { return };
    let items: Vec<_> = command.items().filter_map(|it| Some((it, it.text()?))).collect();
    let Some(&(first, program)) = items.first() else { return };
    let shell = matches!(base(program), "sh" | "bash" | "ash" | "dash" | "zsh" | "ksh");
    let option = items.iter().position(|(_, text)| text.starts_with('-') && text.ends_with('c'));
    let found = match option.filter(|_| shell) {
        Some(option) => items.get(option + 1).and_then(|&(at, script)| Some((at, of_script(script)?))),
        None => COMMANDS.contains(&base(program)).then(|| (first, base(program))),
    };
    if let Some((at, name)) = found {
        cx.report(at, format!("the liveness probe of container `{}` runs `{name}`", container.name()))
            .help("ask the program itself, over HTTP, gRPC or a socket");
    }
}

fn base(program: &str) -> &str {
    program.rsplit('/').next().unwrap_or(program)
}

/// The first such command of a script that stands where a command does.
fn of_script(script: &str) -> Option<&str> {
    let parts = script.split(['\n', ';', '|', '&', '(', ')', '{', '}', '`']);
    let commands = parts.filter_map(|it| it.split_whitespace().find(|it| !BEFORE.contains(it) && !it.contains('=')));
    commands.map(base).find(|it| COMMANDS.contains(it))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn it_must_stand_where_a_command_does() {
        let rule = tester::of(&super::EXEC_PROBE_COMMAND);
        let it = |command: &str| tester::container(&format!("livenessProbe: {{exec: {{command: {command}}}}}"));
        for command in [
            "[ps]",
            "[/bin/ls, /tmp/healthy]",
            "[jcmd, '1', VM.version]",
            "[bash, -ec, 'if ! A=1 pgrep x; then exit 1; fi']",
            "[sh, -c, 'test $(ps | wc -l)']",
        ] {
            rule.fails(&it(command));
        }
        for command in
            ["[cat, ps]", "[sh, -c, 'curl -f localhost/ps']", "[sh, -c, 'echo ls']", "[psql]", "[]", "[sh, ls]"]
        {
            rule.passes(&it(command));
        }
        rule.passes(&tester::container("readinessProbe: {exec: {command: [ls, /tmp/ready]}}"));
    }
}
