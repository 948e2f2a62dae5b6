//! `vault-agent-inline-secret`

use super::inline;
use super::place::place;
use super::score::{Location, Verdict, judge};
use super::value::{self, ValueClass};
use crate::rule::prelude::*;

declare_rule! {
    /// Tokens for Vault in annotations and variables.
    ///
    /// ## Why is this bad?
    /// The agent exists so that no secret is in the manifest. A token or secret id there opens all that its policies
    /// allow, for whoever reads the manifest.
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
    ///         - name: VAULT_TOKEN
    ///           value: Zq7kWm2xT9vLb4Rn8sYd
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: web
    ///   annotations:
    ///     vault.hashicorp.com/agent-inject: "true"
    ///     vault.hashicorp.com/role: web
    ///     vault.hashicorp.com/agent-inject-secret-db: database/creds/app
    /// spec:
    ///   containers:
    ///     - name: app
    /// ```
    pub VAULT_AGENT_INLINE_SECRET = "vault-agent-inline-secret" {
        severity: Critical,
        confidence: High,
        since: "0.1.0",
        refs: ["trivy:KSV-01010", "kubescape:C-0012", "cwe:798", "cwe:522"],
        keys: ["vault.hashicorp.com/", "env"],
        check: Pod(check)
    }
}

const HELP: &str = "revoke it, and let the pod log in with its service account (`auth-type: kubernetes`)";

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    let annotations = pod.template().get("metadata").and_then(|it| it.get("annotations"));
    for (key, value) in annotations.into_iter().flat_map(|it| it.entries()) {
        let (Some(name), Some(text)) = (key.text(), value.text()) else { continue };
        let Some(short) = name.strip_prefix("vault.hashicorp.com/") else { continue };
        let verdict = if short.ends_with("secret-id") {
            real(text)
        } else {
            judge(short, text, Location::Value) != Verdict::Nothing
        };
        let in_file = short.starts_with("agent-inject-template-") && !inline::in_file("", value).is_empty();
        if in_file || verdict && !short.starts_with("agent-inject-secret-") {
            cx.report(place(value, None, 0), format!("the annotation `{name}` holds a secret in clear text"))
                .sensitive()
                .help(HELP);
        }
    }
    for container in pod.containers() {
        for entry in container.get("env").into_iter().flat_map(|it| it.items()) {
            let Some(name @ ("VAULT_TOKEN" | "VAULT_SECRET_ID" | "VAULT_ROLE_SECRET_ID" | "BAO_TOKEN")) =
                entry.str("name")
            else {
                continue;
            };
            let Some(value) = entry.get("value").filter(|it| it.text().is_some_and(real)) else { continue };
            let message =
                format!("`{name}` of container `{}` holds a credential of Vault in clear text", container.name());
            cx.report(place(value, None, 0), message).sensitive().help(HELP).covers(&[
                "secret-env-literal",
                "secret-env-weak-default",
                "secret-known-token",
            ]);
        }
    }
}

/// A token of a server for tests is often a word; that of another one is not.
fn real(text: &str) -> bool {
    let class = value::classify(text.trim());
    matches!(
        class,
        ValueClass::Random | ValueClass::Mixed | ValueClass::Uuid | ValueClass::Other | ValueClass::Identifier
    ) && text.len() >= 12
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn roles_paths_and_words_for_tests_pass() {
        let rule = tester::of(&super::VAULT_AGENT_INLINE_SECRET);
        let it = |annotation: &str| {
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: a, annotations: {{{annotation}}}}}\nspec: {{containers: [{{name: a}}]}}\n"
            )
        };
        rule.fails(&it("vault.hashicorp.com/auth-config-secret-id: 8f14e45f-ceea-467f-9a3c-1d2e3f4a5b6c"));
        for annotation in [
            "vault.hashicorp.com/role: web-frontend",
            "vault.hashicorp.com/agent-inject-secret-token: secret/data/token",
            "vault.hashicorp.com/agent-inject-token: 'true'",
        ] {
            rule.passes(&it(annotation));
        }
        rule.passes(&tester::container("env: [{name: VAULT_TOKEN, value: root}]"));
        rule.passes(&tester::container("env: [{name: VAULT_TOKEN, valueFrom: {secretKeyRef: {name: a, key: b}}}]"));
    }
}
