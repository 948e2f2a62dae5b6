//! `psa-version-latest`

use crate::manifest::pss::{Level, NamespacePolicy, PolicyVersion};
use crate::rule::prelude::*;

declare_rule! {
    /// Namespaces whose Pod Security level changes with the cluster.
    ///
    /// ## Why is this bad?
    /// A release may ask more of a level than the one before. With no version or `latest`, an upgrade of the cluster can refuse
    /// workloads that ran the day before. Who prefers to follow the cluster sets `convention: latest`, and pinned versions are
    /// reported instead.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata:
    ///   name: shop
    ///   labels:
    ///     pod-security.kubernetes.io/enforce: restricted
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata:
    ///   name: shop
    ///   labels:
    ///     pod-security.kubernetes.io/enforce: restricted
    ///     pod-security.kubernetes.io/enforce-version: v1.34
    /// ```
    pub PSA_VERSION_LATEST = "psa-version-latest" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["alias:namespace-psa-weak-or-invalid"],
        options: Options,
        check: Resource(&[Kind::Namespace], check)
    }
}

/// Options of the rule.
#[derive(Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// How versions should be written: `pinned` to a release (the default), or `latest`.
    pub convention: Convention,
}

/// How versions should be written.
#[derive(Clone, Copy, Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Convention {
    /// A release.
    #[default]
    Pinned,
    /// None, or `latest`.
    Latest,
}

fn check(namespace: Resource<'_>, cx: &mut Context<'_>) {
    let enforce = NamespacePolicy::of(namespace).enforce;
    let Some(level) = enforce.level.filter(|_| enforce.policy.level > Level::Privileged) else { return };
    match (cx.options::<Options>().convention, enforce.policy.version) {
        (Convention::Pinned, PolicyVersion::Latest) => {
            cx.report(enforce.version.unwrap_or(level), "the level is that of whatever release the cluster has")
                .help("name a release by the label `pod-security.kubernetes.io/enforce-version`, such as `v1.34`");
        }
        (Convention::Latest, PolicyVersion::Of(version)) => {
            cx.report(enforce.version.unwrap_or(level), format!("the level stays that of release {version}"))
                .help("use `latest`, so that the level follows the cluster");
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn either_convention_can_be_asked_for() {
        let pinned = || tester::of(&super::PSA_VERSION_LATEST);
        let latest = || pinned().options(serde_json::json!({"convention": "latest"}));
        let with = |version: &str| {
            format!(
                "apiVersion: v1\nkind: Namespace\nmetadata: {{name: shop, labels: {{pod-security.kubernetes.io/enforce: baseline, pod-security.kubernetes.io/enforce-version: {version}}}}}\n"
            )
        };
        for version in ["latest", "'1.30'"] {
            pinned().fails(&with(version));
            latest().passes(&with(version));
        }
        pinned().passes(&with("v1.30"));
        latest().fails(&with("v1.30"));
        pinned().passes(&with("latest").replace("baseline", "privileged"));
    }
}
