//! `psa-audit-only`

use super::psa;
use crate::manifest::pss::{Level, NamespacePolicy};
use crate::rule::prelude::*;

declare_rule! {
    /// Namespaces that only warn about pods they should refuse.
    ///
    /// ## Why is this bad?
    /// `warn` and `audit` let every pod in. They are there to prepare a level, and nothing is protected until `enforce` names it.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata:
    ///   name: shop
    ///   labels:
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
    pub PSA_AUDIT_ONLY = "psa-audit-only" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cis-1.12:5.2.1"],
        check: Related(&[Kind::Namespace], check)
    }
}

fn check<'a>(namespace: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let labels = NamespacePolicy::of(namespace);
    let asked = [labels.warn, labels.audit].into_iter().filter(|it| it.policy.level > Level::Privileged);
    let Some(most) = asked.max_by_key(|it| it.policy.level).filter(|_| labels.enforce.level.is_none()) else { return };
    let Some(label) = most.level else { return };
    if psa::is_cared_for(namespace, index) {
        return;
    }
    let level = psa::strictest(namespace, index, most.policy.version.on(cx.kubernetes_version()));
    let finding = cx.report(
        label,
        format!("namespace `{}` asks for `{}` but enforces nothing", namespace.name(), most.policy.level),
    );
    finding.help("add the label `pod-security.kubernetes.io/enforce` with the level that its pods fit");
    if let Some(level) = level.map(|it| it.min(most.policy.level)).filter(|&it| it > Level::Privileged) {
        finding.fix(Safety::Unsafe, format!("enforce `{level}`"), psa::enforce(namespace, level));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn enforcing_anything_is_an_answer() {
        let rule = tester::of(&super::PSA_AUDIT_ONLY);
        let with =
            |labels: &str| format!("apiVersion: v1\nkind: Namespace\nmetadata: {{name: shop, labels: {{{labels}}}}}\n");
        assert!(
            rule.fails(&with(
                "pod-security.kubernetes.io/audit: restricted, pod-security.kubernetes.io/warn: baseline"
            ))
            .message
            .contains("`restricted`")
        );
        rule.passes(&with("pod-security.kubernetes.io/warn: privileged"));
        rule.passes(&with(
            "pod-security.kubernetes.io/warn: restricted, pod-security.kubernetes.io/enforce: privileged",
        ));
    }
}
