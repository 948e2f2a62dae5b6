//! `secret-in-helm-values`

use super::inline;
use super::score::Verdict;
use crate::rule::prelude::*;

declare_rule! {
    /// Secrets in the values of a chart.
    ///
    /// ## Why is this bad?
    /// A values file is committed, packed into the chart and stored by Helm in the cluster. A default that is a
    /// secret is the same for all who install the chart.
    ///
    /// ## Fail
    /// ```yaml
    /// # file: values.yaml
    /// postgresql:
    ///   auth:
    ///     postgresPassword: oaA2@iI4QQHGJ
    /// ```
    /// ## Pass
    /// ```yaml
    /// # file: values.yaml
    /// postgresql:
    ///   auth:
    ///     postgresPassword: ""
    ///     existingSecret: web-db
    /// ```
    pub SECRET_IN_HELM_VALUES = "secret-in-helm-values" {
        severity: High,
        confidence: Medium,
        since: "0.1.0",
        refs: ["trivy:KSV-01010", "kubescape:C-0012", "cwe:798", "cwe:312"],
        check: Classes(&[Class::HelmValues], check)
    }
}

fn check(document: Document<'_>, cx: &mut Context<'_>) {
    let Some(root) = document.root() else { return };
    for found in inline::below(root, &[]).into_iter().filter(|it| it.verdict != Verdict::Weak) {
        let (whole, value) = (found.whole, found.value);
        let message = format!("`{}` in the values of a chart holds a secret in clear text", found.name);
        let finding = found.report(
            cx,
            message,
            "leave it empty, let the chart take it from an `existingSecret`, and replace it: it stays in the history of the file",
        );
        if whole {
            finding.fix(Safety::Unsafe, "empty it", Edit::set_scalar(value, ""));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn references_settings_and_other_files_pass() {
        let rule = tester::of(&super::SECRET_IN_HELM_VALUES);
        for text in [
            "auth: {enabled: true, username: admin, password: '', existingSecretPasswordKey: password}",
            "secretKeys: {adminPasswordKey: postgres-password}",
            "secretKey: app-secret",
            "extraEnv: [{name: TOKEN, value: '{{ .Values.token }}'}]",
            "grafana: {adminPassword: prom-operator}",
            "tolerations: [{key: node-role.kubernetes.io/master}]",
        ] {
            rule.passes(&format!("# file: c/values-prod.yaml\n{text}\n"));
        }
        rule.passes("# file: c/other.yaml\nredis: {password: s3cr3tP4ss}\n");
        let found = rule.fails("# file: c/values.yml\nredis: {password: s3cr3tP4ss}\n");
        assert!(found.fix.is_some() && !found.message.contains("s3cr"));
        rule.fails("# file: c/values.yml\nenv: [{name: DB_PASSWORD, value: s3cr3tP4ss}]\n");
    }
}
