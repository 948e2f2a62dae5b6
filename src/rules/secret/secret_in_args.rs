//! `secret-in-args`

use super::args;
use super::env::instead_of_flag;
use super::evidence::is_known;
use super::place::place;
use super::score::Verdict;
use crate::rule::prelude::*;

declare_rule! {
    /// Secrets on the command line of a container.
    ///
    /// ## Why is this bad?
    /// Arguments are in the manifest and its history, in `kubectl describe`, and in the process list of the container
    /// and the node.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       args: [--db-user=app, --db-password=vR4&kopW2!xz]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       args: [--db-user=app, --db-password=$(DB_PASSWORD)]
    /// ```
    pub SECRET_IN_ARGS = "secret-in-args" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: [
            "kubescape:C-0012", "cwe:214", "cwe:798",
        ],
        keys: ["command", "args"],
        check: Container(check)
    }
}

/// Lists of arguments below a container.
const LISTS: [&str; 7] = [
    "command",
    "args",
    "livenessProbe.exec.command",
    "readinessProbe.exec.command",
    "startupProbe.exec.command",
    "lifecycle.postStart.exec.command",
    "lifecycle.preStop.exec.command",
];

fn check(container: Container<'_>, cx: &mut Context<'_>) {
    for (path, list) in LISTS.iter().filter_map(|path| Some((path, container.value().path(path)?))) {
        for found in args::find(list) {
            if is_known(found.line()) {
                continue;
            }
            let secret = found.argument.text().and_then(|it| it.get(found.secret.clone())).unwrap_or_default();
            let edits = instead_of_flag(container, path, &found);
            let (name, at) = (found.name, place(found.argument, found.at, found.offset));
            let finding = cx
                .report(
                    at,
                    format!("`{name}` of container `{}` carries a secret on the command line", container.name()),
                )
                .holds(&name, secret)
                .help("set an environment variable from a Secret, write `$(NAME)` in its place, and replace the value");
            finding.fix(Safety::Unsafe, "take it from a Secret that you create", edits);
            match found.verdict {
                Verdict::Secret(confidence) => finding.confidence(confidence),
                _ => finding.confidence(Confidence::Medium).severity(Severity::Medium),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn it(field: &str, list: &str) -> String {
        format!("apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: app\n    {field}: {list}\n")
    }

    #[test]
    fn flags_assignments_and_tools_are_read() {
        let rule = tester::of(&super::SECRET_IN_ARGS);
        for list in [
            "['--db-password=au4r%E7naW8mH']",
            "[--api-token, bs0xeBdIGW6eKTJcdzTkqpt63mJLSqpJ]",
            "[sh, -c, 'curl -u admin:BHMDoQ1Yt23L https://api.corp/x']",
            "[sh, -c, \"PGPASSWORD=BBI95XyE9YA psql -U app -c 'select 1'\"]",
            "[mysql, -uroot, -pBBI95XyE9YA]",
            "[sh, -c, 'cd /x && sshpass -p BBI95XyE9YA ssh h']",
            "[mysqladmin, ping, -proot]",
            "[sh, -c, \"curl -H 'X-Api-Key: 6aa70198755cd50511e463d9fe72895d' https://a\"]",
            "[\"a redis://:BBI95XyE9YA@h\\nmysql -pBBI95XyE9YA\"]",
        ] {
            let text = it("args", list);
            let found = rule.fails(&text);
            assert!(!found.message.contains("BBI95") && found.sensitive);
        }
        rule.fails(&it("readinessProbe", "{exec: {command: [redis-cli, -a, BBI95XyE9YA, ping]}}"));
    }

    #[test]
    fn a_flag_gets_a_variable_and_shell_is_left_alone() {
        let rule = tester::of(&super::SECRET_IN_ARGS);
        for list in ["['--db-password=au4r%E7naW8mH']", "[--db-password, au4r%E7naW8mH]"] {
            let mut text = it("args", list);
            let mut edits = rule.fails(&text).fix.unwrap().edits;
            edits.sort_by_key(|it| std::cmp::Reverse(it.span.start));
            edits.iter().for_each(|it| text.replace_range(it.span.range(), &it.text));
            assert!(
                text.contains("$(DB_PASSWORD)") && text.contains("key: db-password") && !text.contains("au4r"),
                "{text}"
            );
            rule.passes(&text);
        }
        assert_eq!(rule.fails(&it("args", "[sh, -c, 'x --db-password=au4r%E7naW8mH y']")).fix, None);
    }

    #[test]
    fn references_paths_and_settings_pass() {
        let rule = tester::of(&super::SECRET_IN_ARGS);
        for list in [
            "[--password-file=/etc/creds/password, --token=$(TOKEN), '--password=${DB_PASSWORD}']",
            "[--secret-name=db-credentials, --token-ttl=1h, --authentication-token-webhook=true]",
            "[sh, -c, 'redis-cli -a \"$REDIS_PASSWORD\" ping']",
            "[mysqladmin, -u, root, -p, ping]",
            "[--token, --verbose]",
            "[mkdir, -p, /var/secret]",
        ] {
            rule.passes(&it("command", list));
        }
    }
}
