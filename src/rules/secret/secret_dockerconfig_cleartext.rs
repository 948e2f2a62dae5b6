//! `secret-dockerconfig-cleartext`

use super::base64;
use super::place::place;
use super::value::{self, ValueClass};
use crate::rule::prelude::*;

declare_rule! {
    /// Registry credentials written into a manifest.
    ///
    /// ## Why is this bad?
    /// `.dockerconfigjson` holds the user and the password of a registry in base64. Who has them pulls private images
    /// and, with most registries, pushes changed ones.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Secret
    /// metadata: {name: regcred}
    /// type: kubernetes.io/dockerconfigjson
    /// data:
    ///   .dockerconfigjson: eyJhdXRocyI6eyJyZWdpc3RyeS5jb3JwIjp7InVzZXJuYW1lIjoiY2kiLCJwYXNzd29yZCI6IlFlMU5QQlRyYkVwdiJ9fX0=
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Secret
    /// metadata: {name: regcred}
    /// type: kubernetes.io/dockerconfigjson
    /// data:
    ///   .dockerconfigjson: eyJhdXRocyI6eyJyZWdpc3RyeS5jb3JwIjp7fX19
    /// ```
    pub SECRET_DOCKERCONFIG_CLEARTEXT = "secret-dockerconfig-cleartext" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: [
            "trivy:KSV-01010", "kubescape:C-0012", "cwe:312", "cwe:522",
        ],
        check: Resource(&[Kind::Secret, Kind::ConfigMap], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for field in ["data", "stringData"] {
        for (key, value) in resource.root().get(field).into_iter().flat_map(|it| it.entries()) {
            let (Some(name @ (".dockerconfigjson" | ".dockercfg" | "config.json")), Some(text)) =
                (key.text(), value.text())
            else {
                continue;
            };
            let decoded = base64::decode_text(text).unwrap_or_else(|| text.to_owned());
            let Ok(config) = serde_json::from_str::<serde_json::Value>(&decoded) else { continue };
            // The old form has no `auths` around the registries.
            let old = Some(&config).filter(|_| name != "config.json");
            let Some(registry) = config.get("auths").or(old).and_then(registry) else { continue };
            // In a file of several lines it is its line that counts.
            let line = text.trim().contains('\n').then(|| text.find(&registry)).flatten();
            let at = line.map(|at| place(value, Some(at..at + registry.len()), at));
            cx.report(
                at.unwrap_or_else(|| (key.span(), value.location())),
                format!("`{name}` holds the password of registry `{registry}` in clear text"),
            )
            .sensitive()
            .help(
                "revoke it, and create the Secret from a secret store or with `kubectl create secret docker-registry`",
            );
        }
    }
}

/// The first registry with a password.
fn registry(auths: &serde_json::Value) -> Option<String> {
    let text = |entry: &serde_json::Value, key: &str| entry.get(key).and_then(|it| it.as_str()).map(str::to_owned);
    let real = |password: &str| !matches!(value::classify(password), ValueClass::Reference | ValueClass::Placeholder);
    let has_password = |entry: &serde_json::Value| {
        let both = text(entry, "auth").and_then(|it| base64::decode_text(&it));
        let from_both = both.and_then(|it| it.split_once(':').map(|(_, password)| password.to_owned()));
        let passwords =
            [text(entry, "password"), from_both, text(entry, "identitytoken"), text(entry, "registrytoken")];
        passwords.into_iter().flatten().any(|it| real(&it))
    };
    auths.as_object()?.iter().find(|(_, entry)| has_password(entry)).map(|(name, _)| name.clone())
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn plain(json: &str) -> String {
        format!("apiVersion: v1\nkind: Secret\nstringData:\n  .dockerconfigjson: '{json}'\n")
    }

    #[test]
    fn the_password_may_stand_alone_or_with_the_user() {
        let rule = tester::of(&super::SECRET_DOCKERCONFIG_CLEARTEXT);
        rule.fails(&plain(r#"{"auths":{"r":{"auth":"Y2k6UWUxTlBCVHJiRXB2"}}}"#));
        let found = rule.fails(&plain(r#"{"auths":{"a":{},"r":{"password":"Qe1NPBTrbEpv"}}}"#));
        assert!(found.message.contains("`r`") && !found.message.contains("Qe1N"));
        rule.fails(&plain(r#"{"r":{"password":"Qe1NPBTrbEpv"}}"#).replace("dockerconfigjson", "dockercfg"));
        rule.passes(&plain(r#"{"auths":{"r":{"auth":"${AUTH}","password":"<password>"}}}"#));
        rule.passes(&plain("{{ template }}"));
    }
}
