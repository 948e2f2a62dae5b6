//! `psa-config-default-privileged`

use crate::manifest::pss::{self, Mode};
use crate::rule::prelude::*;

declare_rule! {
    /// Clusters that ask nothing of pods unless a namespace does.
    ///
    /// ## Why is this bad?
    /// A namespace that nobody labelled then runs privileged pods: forgetting the label is enough. With a default of `baseline`,
    /// forgetting is safe and the exception is written down.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: pod-security.admission.config.k8s.io/v1
    /// kind: PodSecurityConfiguration
    /// defaults: {enforce: privileged}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: pod-security.admission.config.k8s.io/v1
    /// kind: PodSecurityConfiguration
    /// defaults: {enforce: baseline}
    /// ```
    pub PSA_CONFIG_DEFAULT_PRIVILEGED = "psa-config-default-privileged" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cis-1.12:5.2.1"],
        check: Resource(&[Kind::PodSecurityConfiguration, Kind::AdmissionConfiguration], check)
    }
}

fn check(holder: Resource<'_>, cx: &mut Context<'_>) {
    for configuration in pss::configurations(holder) {
        let level = configuration.default_level(Mode::Enforce);
        if level.is_some_and(|it| it.as_str() != Some("privileged")) {
            continue;
        }
        let at = level.or(configuration.root().get("defaults")).unwrap_or(configuration.root());
        cx.report(at, "namespaces without labels let in pods of any kind")
            .help("set `defaults.enforce` to `baseline`, and label the namespaces that need more");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn what_is_left_out_is_privileged() {
        let rule = tester::of(&super::PSA_CONFIG_DEFAULT_PRIVILEGED);
        let with = |rest: &str| {
            format!("apiVersion: pod-security.admission.config.k8s.io/v1\nkind: PodSecurityConfiguration\n{rest}\n")
        };
        rule.fails(&with("defaults: {warn: restricted}"));
        rule.fails(&with("exemptions: {}"));
        rule.passes(&with("defaults: {enforce: restricted}"));
        rule.passes("apiVersion: apiserver.config.k8s.io/v1\nkind: AdmissionConfiguration\nplugins: [{name: ImagePolicyWebhook}]\n");
    }
}
