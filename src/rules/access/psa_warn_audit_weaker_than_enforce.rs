//! `psa-warn-audit-weaker-than-enforce`

use crate::manifest::pss::{Level, Mode, NamespacePolicy};
use crate::rule::prelude::*;

declare_rule! {
    /// Namespaces that warn of less than they refuse.
    ///
    /// ## Why is this bad?
    /// Controllers are let in whatever their pods look like; only `warn` and `audit` speak up then. Where these ask for less than
    /// `enforce`, a Deployment is applied without a word and its pods are refused later, out of sight.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata:
    ///   name: shop
    ///   labels:
    ///     pod-security.kubernetes.io/enforce: restricted
    ///     pod-security.kubernetes.io/warn: baseline
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata:
    ///   name: shop
    ///   labels:
    ///     pod-security.kubernetes.io/enforce: baseline
    ///     pod-security.kubernetes.io/warn: restricted
    /// ```
    pub PSA_WARN_AUDIT_WEAKER_THAN_ENFORCE = "psa-warn-audit-weaker-than-enforce" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: [],
        check: Resource(&[Kind::Namespace], check)
    }
}

fn check(namespace: Resource<'_>, cx: &mut Context<'_>) {
    let labels = NamespacePolicy::of(namespace);
    let Some(enforce) = labels.enforce.level else { return };
    let level = labels.enforce.policy.level;
    for (mode, it) in [(Mode::Audit, labels.audit), (Mode::Warn, labels.warn)] {
        let written = it.level.filter(|it| it.text().is_some_and(|it| Level::parse(it).is_some()));
        let Some(written) = written.filter(|_| it.policy.level < level) else { continue };
        cx.report(written, format!("`{}` asks for less than `enforce`, which is `{level}`", mode.as_str()))
            .label(enforce, "enforced here")
            .help(format!("ask for `{level}` or more"))
            .fix(Safety::Safe, format!("ask for `{level}`"), Edit::set_scalar(written, level.as_str()));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn each_label_is_compared_with_what_is_enforced() {
        let rule = tester::of(&super::PSA_WARN_AUDIT_WEAKER_THAN_ENFORCE);
        let with = |enforce: &str, audit: &str, warn: &str| {
            format!(
                "apiVersion: v1\nkind: Namespace\nmetadata: {{name: shop, labels: {{pod-security.kubernetes.io/enforce: {enforce}, pod-security.kubernetes.io/audit: {audit}, pod-security.kubernetes.io/warn: {warn}}}}}\n"
            )
        };
        rule.finds(2, &with("restricted", "privileged", "baseline"));
        rule.passes(&with("baseline", "baseline", "restricted"));
        // A word that is no level belongs to another rule.
        rule.passes(&with("baseline", "Restricted", "restrcted"));
        rule.passes("apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {pod-security.kubernetes.io/enforce: baseline}}\n");
    }
}
