//! `secret-connection-string`

use super::evidence::is_elsewhere;
use super::place::place;
use super::{connection, split, token};
use crate::rule::prelude::*;

declare_rule! {
    /// Passwords in addresses and connection strings.
    ///
    /// ## Why is this bad?
    /// The password is read by whoever reads the manifest, and it travels on: connection strings are logged, shown in
    /// error pages and passed to child processes as they are.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: app}
    /// data:
    ///   DATABASE_URL: postgres://app:nLnpdCwDEhY2xL@db:5432/app
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: app}
    /// data:
    ///   DATABASE_URL: postgres://app:$(DB_PASSWORD)@db:5432/app
    /// ```
    pub SECRET_CONNECTION_STRING = "secret-connection-string" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: [
            "trivy:KSV-01010", "checkov:CKV_SECRET_4", "kubescape:C-0012", "cwe:798", "cwe:312",
        ],
        check: Scalar(LITERALS, check)
    }
}

/// Every address with a user has an `@`.
const LITERALS: &[&str] = &["@", "assword=", "PASSWORD=", "Pwd=", "pwd=", "PWD="];

fn check(value: Value<'_>, cx: &mut Context<'_>) {
    let text = value.text().unwrap_or_default();
    if connection::find(text).is_none() || is_elsewhere(value) {
        return;
    }
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let comment = line.trim_start().starts_with(['#', ';']);
        if let Some(found) = connection::find(line).filter(|_| !comment) {
            // A token in the place of the password is a finding of its own.
            if token::find(line).is_empty() {
                let edits = split::out(value, start + found.password.start..start + found.password.end);
                let finding = cx
                    .report(
                        place(value, None, start + found.password.start),
                        "a connection string holds a password in clear text",
                    )
                    .holds(value.key_text().unwrap_or_default(), &line[found.password])
                    .help(
                        "take the password from a Secret into a variable, write `$(NAME)` in its place, and rotate it: it \
                         stays in the history of the file",
                    )
                    .fix(Safety::Unsafe, "take the password from a Secret that you create", edits);
                if found.weak {
                    finding.severity(Severity::Low);
                }
            }
        }
        start += line.len();
    }
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::tester;

    #[test]
    fn default_accounts_weigh_less_and_every_line_counts() {
        let rule = tester::of(&super::SECRET_CONNECTION_STRING);
        assert_eq!(rule.fails("url: amqp://guest:guest@mq\n").severity, Severity::Low);
        let text = "f: |\n  a = 1\n  b = redis://:3BNX4DPB@redis\n  c = mysql://a:3BNX4DPB@h\n";
        let found = rule.finds(2, text);
        assert_eq!(&text[found[0].span().range()], "b");
        assert!(found.iter().all(|it| it.sensitive));
        rule.passes("f: |\n  # redis://:3BNX4DPB@redis\n");
        rule.passes("image: registry.corp/app@sha256:abc\nmail: ann@corp.test\n");
        rule.passes("apiVersion: v1\nkind: Secret\nstringData: {u: 'redis://:3BNX4DPB@redis'}\n");
    }

    #[test]
    fn the_fix_leaves_the_rest_of_the_string_and_no_password() {
        let rule = tester::of(&super::SECRET_CONNECTION_STRING);
        let pod = |container: &str| {
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: web}}\nspec:\n  containers:\n  - name: a\n    image: a:1\n{container}"
            )
        };
        for (container, fixed) in [
            (
                "    env:\n    - name: URL\n      value: postgres://app:nLnpdCwD@db/app\n",
                "    env:\n    - {name: URL_PASSWORD, valueFrom: {secretKeyRef: {name: web-secrets, key: url-password}}}\n    - name: URL\n      value: postgres://app:$(URL_PASSWORD)@db/app\n",
            ),
            (
                "    env: [{name: URL, value: 'postgres://app:nLnpdCwD@db/app'}]\n",
                "    env: [{name: URL_PASSWORD, valueFrom: {secretKeyRef: {name: web-secrets, key: url-password}}}, {name: URL, value: 'postgres://app:$(URL_PASSWORD)@db/app'}]\n",
            ),
        ] {
            let text = pod(container);
            let fix = rule.fails(&text).fix.expect("a fix");
            let mut new = text.clone();
            let mut edits = fix.edits;
            edits.sort_by_key(|it| std::cmp::Reverse(it.span.start));
            edits.iter().for_each(|it| new.replace_range(it.span.range(), &it.text));
            assert_eq!(new, pod(fixed));
            rule.passes(&new);
        }
        assert!(rule.fails(&pod("    args: [--dsn=root:nLnpdCwD@tcp(db)/a]\n")).fix.is_some());
        assert!(rule.fails(&pod("    command: [sh, -c, 'psql postgres://app:nLnpdCwD@db/app']\n")).fix.is_none());
        assert!(rule.fails("a: postgres://app:nLnpdCwD@db/app\n").fix.is_none());
    }
}
