//! `sudo-in-command`

use crate::rule::prelude::*;

declare_rule! {
    /// Containers that call `sudo`.
    ///
    /// ## Why is this bad?
    /// `sudo` in a container either fails (with privilege escalation forbidden) or shows that the user of the image
    /// is root in disguise.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       command: [sh, -c, "cd /srv && sudo ./serve"]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       command: [sh, -c, "cd /srv && ./serve --log sudo.log"]
    /// ```
    pub SUDO_IN_COMMAND = "sudo-in-command" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["kubescape:C-0062", "cwe:250"],
        keys: ["command", "args"],
        check: Container(check)
    }
}

fn check(container: Container<'_>, cx: &mut Context<'_>) {
    let mut before = "";
    for item in container.value().list("command").chain(container.value().list("args")) {
        let Some(text) = item.text() else { continue };
        // A text with blanks is a script, which begins afresh.
        if text.trim().contains(char::is_whitespace) {
            before = "";
        }
        if calls_sudo(text, before) {
            cx.report(item, format!("container `{}` calls `sudo`", container.name()))
                .help("run the container as the user it needs, with the capabilities it needs");
            return;
        }
        before = text;
    }
}

/// Whether `sudo` stands where a command does: not as something to install, nor as the value of an option.
fn calls_sudo<'t>(text: &'t str, before: &'t str) -> bool {
    let mut before = before;
    for word in text.split(|c: char| c.is_whitespace() || "();|&`\"'".contains(c)).filter(|it| !it.is_empty()) {
        let sudo = word == "sudo" || word.ends_with("/sudo");
        if sudo && !matches!(before, "install" | "add" | "which" | "-v") && !before.starts_with('-') {
            return true;
        }
        before = word;
    }
    false
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn it_must_stand_where_a_command_does() {
        let rule = tester::of(&super::SUDO_IN_COMMAND);
        rule.fails(&tester::container("command: [sudo, serve]"));
        rule.fails(&tester::container("command: [sh, -c], args: ['/usr/bin/sudo serve']"));
        rule.fails(&tester::container("args: ['a | sudo tee b; sudo c']"));
        rule.passes(&tester::container("args: ['apt-get install -y sudo', pseudo, sudoers]"));
        rule.passes(&tester::container("args: [--user, sudo]"));
    }
}
