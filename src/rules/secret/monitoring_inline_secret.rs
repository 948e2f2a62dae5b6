//! `monitoring-inline-secret`

use super::inline;
use crate::literals::Literals;
use crate::rule::prelude::*;
use std::sync::LazyLock;

declare_rule! {
    /// Secrets in the configuration of Prometheus, Alertmanager, Grafana and collectors.
    ///
    /// ## Why is this bad?
    /// These programs can read every credential from a file. Written into the configuration it is in a ConfigMap, on
    /// status pages and in support bundles.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: alertmanager}
    /// data:
    ///   alertmanager.yml: |
    ///     global:
    ///       smtp_auth_password: zY3e#YD9bG56T
    ///     receivers: []
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: alertmanager}
    /// data:
    ///   alertmanager.yml: |
    ///     global:
    ///       smtp_auth_password_file: /etc/alertmanager/smtp
    ///     receivers: []
    /// ```
    pub MONITORING_INLINE_SECRET = "monitoring-inline-secret" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["trivy:KSV-01010", "trivy:KSV-0109", "kubescape:C-0012", "cwe:312", "cwe:522"],
        check: Resource(&[Kind::ConfigMap, Kind::Other], check)
    }
}

/// Lines by which these files are known.
const MARKS: &[&str] = &[
    "scrape_configs:",
    "receivers:",
    "smtp_",
    "remote_write:",
    "basic_auth:",
    "secureJsonData",
    "[security]",
    "[smtp]",
    "[auth.",
    "datasources:",
    "exporters:",
    "alertmanagers:",
    "[[outputs.",
    "[OUTPUT]",
];

static FINDER: LazyLock<Option<Literals>> = LazyLock::new(|| Literals::new(MARKS));

const GROUPS: &[&str] = &[
    "monitoring.coreos.com",
    "grafana.integreatly.org",
    "opentelemetry.io",
    "operator.victoriametrics.com",
    "logging.banzaicloud.io",
];

const HELP: &str = "write it to a file from a Secret and name that (`password_file`, `credentials_file`, `$__file{…}`), and replace the value";

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    if resource.kind() == Kind::Other {
        let known = GROUPS.contains(&resource.group())
            && !matches!(resource.kind_name(), "PrometheusRule" | "GrafanaDashboard");
        for found in resource
            .spec()
            .filter(|_| known)
            .map(|it| inline::below(it, &["containers", "initContainers"]))
            .unwrap_or_default()
        {
            let message = format!("`{}` of {} holds a secret in clear text", found.name, resource.title());
            found.report(cx, message, HELP).covers(&["secret-store-inline-credential"]);
        }
        return;
    }
    for (key, value) in resource.root().get("data").into_iter().flat_map(|it| it.entries()) {
        let name = key.text().unwrap_or_default();
        let text = value.text().unwrap_or_default();
        if !text.contains('\n') || !FINDER.as_ref().is_some_and(|it| it.are_in(text)) {
            continue;
        }
        for found in inline::in_file(name, value) {
            let message =
                format!("`{}` in the configuration of a monitoring program holds a secret in clear text", found.name);
            found.report(cx, message, HELP).covers(&["secret-in-configmap"]);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn files_references_and_other_programs_pass() {
        let rule = tester::of(&super::MONITORING_INLINE_SECRET);
        let it = |file: &str| {
            format!(
                "apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n{}",
                file.lines().fold(String::new(), |all, it| all + "    " + it + "\n")
            )
        };
        rule.fails(&it("[security]\nadmin_password = Zq7kWm2xT9vL\n"));
        rule.fails(&it("datasources:\n- name: a\n  secureJsonData:\n    password: Zq7kWm2xT9vL\n"));
        rule.passes(&it("[security]\nadmin_password = $__env{GF_ADMIN_PASSWORD}\n"));
        rule.passes(&it("scrape_configs:\n- bearer_token_file: /var/run/secrets/token\n"));
        rule.passes(&it("db:\n  password: Zq7kWm2xT9vL\n"));
        let object = |spec: &str| {
            format!(
                "apiVersion: monitoring.coreos.com/v1alpha1\nkind: AlertmanagerConfig\nmetadata: {{name: a}}\nspec: {spec}\n"
            )
        };
        rule.passes(&object("{receivers: [{pagerdutyConfigs: [{routingKey: {name: pd, key: k}}]}]}"));
        rule.fails(&object("{receivers: [{webhookConfigs: [{httpConfig: {basicAuth: {password: Zq7kWm2xT9vL}}}]}]}"));
    }
}
