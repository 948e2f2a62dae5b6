//! `secret-env-weak-default`

use super::env::{Literal, from_secret, literals};
use super::place::place;
use super::score::Verdict;
use crate::rule::prelude::*;

declare_rule! {
    /// Passwords in environment variables that everyone tries first.
    ///
    /// ## Why is this bad?
    /// `admin`, `postgres` or `changeme` stop nobody. What was meant as a default for a first try is what runs in the
    /// cluster, for everyone who reaches the port.
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
    ///         - name: POSTGRES_PASSWORD
    ///           value: postgres
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
    ///         - name: POSTGRES_PASSWORD
    ///           valueFrom: {secretKeyRef: {name: db, key: password}}
    /// ```
    pub SECRET_ENV_WEAK_DEFAULT = "secret-env-weak-default" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: [
            "kubescape:C-0012", "cwe:1391", "cwe:798", "cwe:521",
        ],
        keys: ["env"],
        check: Container(check)
    }
}

fn check(container: Container<'_>, cx: &mut Context<'_>) {
    for Literal { name, value, part, verdict } in literals(container) {
        if verdict == Verdict::Weak && part.is_none() {
            cx.report(
                place(value, None, 0),
                format!(
                    "environment variable `{name}` of container `{}` is a password that everyone tries first",
                    container.name()
                ),
            )
            .holds(name, value.text().unwrap_or_default())
            .help("generate a password into a Secret and take it from there with `secretKeyRef`")
            .fix(
                Safety::Unsafe,
                "take it from a Secret that you create",
                from_secret(container, name, value),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn weak_words_count_only_beside_the_name_of_a_password() {
        let rule = tester::of(&super::SECRET_ENV_WEAK_DEFAULT);
        let it = |name: &str, value: &str| {
            format!(
                "apiVersion: v1\nkind: Pod\nspec:\n  initContainers:\n  - name: app\n    env: [{{name: {name}, value: {value}}}]\n"
            )
        };
        rule.fails(&it("MYSQL_ROOT_PASSWORD", "root"));
        rule.fails(&it("ADMIN_PASS", "'123456'"));
        rule.passes(&it("DB_USER", "root"));
        rule.passes(&it("MYSQL_ROOT_PASSWORD", "vR4kopW2xz"));
        rule.passes(&it("PASSWORD_MIN_LENGTH", "'12345'"));
    }
}
