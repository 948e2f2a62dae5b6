//! `secret-connection-string`

use super::evidence::is_elsewhere;
use super::place::place;
use super::{connection, token};
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
                let finding = cx
                    .report(
                        place(value, None, start + found.password.start),
                        "a connection string holds a password in clear text",
                    )
                    .holds(value.key_text().unwrap_or_default(), &line[found.password])
                    .help(
                        "take the password from a Secret into a variable, write `$(NAME)` in its place, and replace it",
                    );
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
}
