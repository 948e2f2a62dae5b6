//! `psa-enforce-privileged`

use super::psa;
use crate::manifest::pss::{Level, NamespacePolicy};
use crate::rule::prelude::*;

declare_rule! {
    /// Namespaces that let in every pod although all of theirs would fit a stricter level.
    ///
    /// ## Why is this bad?
    /// `enforce: privileged` turns Pod Security admission off. Where no workload needs that, it only helps the one who gets to
    /// create a pod of their own.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata:
    ///   name: shop
    ///   labels:
    ///     pod-security.kubernetes.io/enforce: privileged
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   containers:
    ///     - name: app
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata:
    ///   name: shop
    ///   labels:
    ///     pod-security.kubernetes.io/enforce: privileged
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       securityContext: {privileged: true}
    /// ```
    pub PSA_ENFORCE_PRIVILEGED = "psa-enforce-privileged" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["alias:namespace-psa-weak-or-invalid", "kyverno:deny-privileged-profile"],
        check: Related(&[Kind::Namespace], check)
    }
}

fn check<'a>(namespace: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let enforce = NamespacePolicy::of(namespace).enforce;
    let Some(label) = enforce.level.filter(|_| enforce.policy.level == Level::Privileged) else { return };
    let Some(level) = psa::strictest(namespace, index, enforce.policy.version.on(cx.kubernetes_version())) else {
        return;
    };
    if level == Level::Privileged || index.has_policy_engine(namespace) {
        return;
    }
    // Pods that are not among the files may need what it lets in.
    let safety = if cx.is_closed_world() { Safety::Safe } else { Safety::Unsafe };
    cx.report(label, format!("namespace `{}` enforces nothing, and all its pods here fit `{level}`", namespace.name()))
        .help(format!("enforce `{level}`; look for pods that are made from elsewhere first"))
        .fix(safety, format!("enforce `{level}`"), Edit::set_scalar(label, level.as_str()));
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_level_is_the_strictest_that_all_pods_fit() {
        let rule = tester::of(&super::PSA_ENFORCE_PRIVILEGED);
        let with = |pods: &str| {
            format!(
                "apiVersion: v1\nkind: Namespace\nmetadata: {{name: shop, labels: {{pod-security.kubernetes.io/enforce: privileged}}}}\n{pods}"
            )
        };
        let hard = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: h, namespace: shop}\nspec: {securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}, containers: [{name: a, securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}}]}\n";
        let soft =
            "---\napiVersion: v1\nkind: Pod\nmetadata: {name: s, namespace: shop}\nspec: {containers: [{name: a}]}\n";
        assert!(rule.fails(&with(hard)).message.contains("fit `restricted`"));
        assert!(rule.fails(&with(&format!("{hard}{soft}"))).message.contains("fit `baseline`"));
        rule.passes(&with(""));
        rule.passes(&with(&soft.replace("{containers", "{hostIPC: true, containers")));
    }
}
