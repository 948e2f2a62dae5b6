//! `secret-placeholder-committed`

use super::base64;
use super::key::{self, KeyClass};
use super::place::place;
use super::value::{self, ValueClass};
use crate::rule::prelude::*;

declare_rule! {
    /// Placeholders that would be applied as passwords.
    ///
    /// ## Why is this bad?
    /// A manifest that is applied as it is sets the placeholder as the password, and everyone who reads the
    /// documentation knows it.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Secret
    /// metadata: {name: db}
    /// stringData:
    ///   password: CHANGEME
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Secret
    /// metadata:
    ///   name: db
    ///   annotations: {avp.kubernetes.io/path: secret/data/db}
    /// stringData:
    ///   password: <password>
    /// ```
    pub SECRET_PLACEHOLDER_COMMITTED = "secret-placeholder-committed" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:1188", "cwe:1391"],
        check: Resource(&[], check)
    }
}

const HELP: &str = "generate the value when it is installed, or take it from a secret store";

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    // The plugin for Argo CD replaces what stands between angle brackets.
    let replaced = resource
        .path("metadata.annotations")
        .into_iter()
        .flat_map(|it| it.entries())
        .any(|it| it.0.text().is_some_and(|it| it.starts_with("avp.kubernetes.io/")));
    if replaced {
        return;
    }
    if resource.kind() == Kind::Secret {
        for (field, encoded) in [("data", true), ("stringData", false)] {
            for (key, value) in resource.root().get(field).into_iter().flat_map(|it| it.entries()) {
                let (Some(name), Some(text)) = (key.text(), value.text()) else { continue };
                let decoded = if encoded { base64::decode_text(text).unwrap_or_default() } else { text.to_owned() };
                if is_placeholder(name, &decoded) {
                    cx.report(
                        place(value, None, 0),
                        format!("`{name}` of Secret `{}` is a placeholder", resource.name()),
                    )
                    .help(HELP);
                }
            }
        }
        return;
    }
    for container in Pod::all(resource).flat_map(Pod::containers) {
        for entry in container.get("env").into_iter().flat_map(|it| it.items()) {
            let (Some(name), Some(value)) = (entry.str("name"), entry.get("value")) else { continue };
            if is_placeholder(name, value.text().unwrap_or_default()) {
                let message =
                    format!("environment variable `{name}` of container `{}` is a placeholder", container.name());
                cx.report(place(value, None, 0), message).help(HELP);
            }
        }
    }
}

fn is_placeholder(name: &str, text: &str) -> bool {
    let secret = matches!(key::classify(name), KeyClass::Password | KeyClass::Secret);
    secret && value::classify(text.trim()) == ValueClass::Placeholder
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn references_and_values_are_no_placeholders() {
        let rule = tester::of(&super::SECRET_PLACEHOLDER_COMMITTED);
        rule.fails("apiVersion: v1\nkind: Secret\ndata: {password: Y2hhbmdlbWU=}\n");
        rule.fails(&tester::container("env: [{name: API_KEY, value: <your-api-key>}]"));
        rule.passes(&tester::container("env: [{name: API_KEY, value: $(OTHER)}, {name: DB_PASSWORD, value: 'bStd!8AgdmX2s'}, {name: NOTE, value: CHANGEME}]"));
    }
}
