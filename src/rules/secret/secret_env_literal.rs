//! `secret-env-literal`

use super::env::{Literal, advice, from_secret, literals};
use super::place::place;
use super::score::Verdict;
use crate::rule::prelude::*;

declare_rule! {
    /// Passwords, tokens and keys written into environment variables.
    ///
    /// ## Why is this bad?
    /// Everyone who may read the manifest, its Git history or the workload in the cluster reads the secret; `get pods`
    /// is a far more common permission than `get secrets`. It stays in the history after it is taken out, so it has to
    /// be replaced, not only moved.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       env:
    ///         - name: DB_PASSWORD
    ///           value: vR4&kopW2!xz
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       env:
    ///         - name: DB_PASSWORD
    ///           valueFrom: {secretKeyRef: {name: db, key: password}}
    /// ```
    pub SECRET_ENV_LITERAL = "secret-env-literal" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: [
            "alias:secret-in-env-value", "kubescape:C-0012", "checkov:CKV_SECRET_6", "kube-linter:env-var-secret", "trivy:KSV-01010", "cwe:798",
            "cwe:312",
        ],
        keys: ["env"],
        check: Container(check)
    }
}

fn check(container: Container<'_>, cx: &mut Context<'_>) {
    for Literal { name, value, part, verdict } in literals(container) {
        let Verdict::Secret(confidence) = verdict else { continue };
        let edits = if part.is_none() { from_secret(container, name, value) } else { Vec::new() };
        let at = place(value, part, 0);
        cx.report(
            at,
            format!("environment variable `{name}` of container `{}` holds a secret in clear text", container.name()),
        )
        .confidence(confidence)
        .holds(name, value.text().unwrap_or_default())
        .help(advice(container, name))
        .fix(Safety::Unsafe, "take it from a Secret that you create", edits);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn env(name: &str, value: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: web}}\nspec:\n  containers:\n  - name: app\n    env:\n    - name: {name}\n      value: {value}\n"
        )
    }

    #[test]
    fn names_and_values_are_weighed_together() {
        let rule = tester::of(&super::SECRET_ENV_LITERAL);
        let found = rule.fails(&env("DB_PASSWORD", "vR4&kopW2!xz"));
        assert!(found.sensitive && !found.message.contains("vR4"));
        rule.fails(&env("JWT_SIGNING_SECRET", "6aa70198755cd50511e463d9fe72895d"));
        for (name, value) in [
            ("DB_PASSWORD_FILE", "/run/secrets/pw"),
            ("TLS_SECRET", "web-tls-cert"),
            ("API_KEY", "<your-api-key>"),
            ("AUTH_TOKEN", "''"),
            ("GIT_COMMIT", "9fceb02d0ae598e95dc970b74767f19372d61af8"),
            ("SORT_KEY", "createdAt"),
            ("DB_PASSWORD", "$(OTHER)"),
        ] {
            rule.passes(&env(name, value));
        }
    }

    #[test]
    fn the_primary_label_is_at_the_key_and_the_fix_writes_no_value() {
        let text = env("DB_PASSWORD", "vR4&kopW2!xz");
        let found = tester::of(&super::SECRET_ENV_LITERAL).fails(&text);
        assert_eq!(&text[found.span().range()], "value");
        let edit = &found.fix.unwrap().edits[0];
        let mut after = text.clone();
        after.replace_range(edit.span.range(), &edit.text);
        assert!(!after.contains("vR4"));
        tester::of(&super::SECRET_ENV_LITERAL).passes(&after);
    }

    #[test]
    fn known_forms_belong_to_their_own_rules() {
        let rule = tester::of(&super::SECRET_ENV_LITERAL);
        rule.passes(&env("DB_PASSWORD", "postgres://a:vR4kopW2xz@db/x"));
    }
}
