//! `secret-in-annotation`

use super::inline;
use crate::rule::prelude::*;

declare_rule! {
    /// Secrets in annotations.
    ///
    /// ## Why is this bad?
    /// Annotations are shown by every `kubectl get -o yaml`, copied to events, dashboards and backups, and readable
    /// by all who may read the object, which nobody restricts as they do Secrets.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: db
    ///   annotations:
    ///     ad.datadoghq.com/pg.instances: '[{"host":"%%host%%","username":"dd","password":"G7A0@IQoCWVGP"}]'
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: db
    ///   annotations:
    ///     ad.datadoghq.com/pg.instances: '[{"host":"%%host%%","username":"dd","password":"%%env_PG_PASSWORD%%"}]'
    /// ```
    pub SECRET_IN_ANNOTATION = "secret-in-annotation" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["trivy:KSV-01010", "kubescape:C-0012", "cwe:312", "cwe:522"],
        keys: ["annotations"],
        check: Resource(&[], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    if resource.kind() == Kind::CustomResourceDefinition {
        return;
    }
    PLACES.iter().for_each(|place| judge(resource.path(place), cx));
}

/// Those of the object and of the pods it makes.
const PLACES: [&str; 3] = [
    "metadata.annotations",
    "spec.template.metadata.annotations",
    "spec.jobTemplate.spec.template.metadata.annotations",
];

fn judge(annotations: Option<Value<'_>>, cx: &mut Context<'_>) {
    for (key, value) in annotations.into_iter().flat_map(|it| it.entries()) {
        let (Some(name), Some(text)) = (key.text(), value.text()) else { continue };
        let (domain, short) = name.split_once('/').unwrap_or(("", name));
        // Copies of the object, hashes of files, and what Vault's agent is told, which has a rule of its own.
        let other = matches!(domain, "kubectl.kubernetes.io" | "vault.hashicorp.com")
            || domain.contains("checksum")
            || short.contains("checksum");
        if text.len() < 8 || other {
            continue;
        }
        for found in inline::at_leaf(short, value) {
            let message = format!("`{}` in the annotation `{name}` holds a secret in clear text", found.name);
            found.report(
                cx,
                message,
                "let the annotation refer to an environment variable or a Secret, and replace the value",
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn references_hashes_and_settings_pass() {
        let rule = tester::of(&super::SECRET_IN_ANNOTATION);
        let it = |entry: &str| {
            format!(
                "apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    metadata:\n      annotations:\n        {entry}\n    spec: {{containers: [{{name: a}}]}}\n"
            )
        };
        rule.fails(&it("corp.test/api-token: 6aa70198755cd50511e463d9fe72895d"));
        for entry in [
            "checksum/secret: 80f3a75d203b42fa08fe165211e7ced8ef8f6b0d6d12f32744aa2fba9ff05901",
            "nginx.ingress.kubernetes.io/auth-secret: basic-auth",
            "nginx.ingress.kubernetes.io/auth-realm: Password required",
            "vault.hashicorp.com/agent-inject-secret-db: database/creds/app",
            "a: b",
        ] {
            rule.passes(&it(entry));
        }
    }
}
