//! `psa-enforce-missing`

use super::psa;
use crate::manifest::pss::{Level, NamespacePolicy};
use crate::rule::prelude::*;

declare_rule! {
    /// Namespaces with workloads that do not say which pods they let in.
    ///
    /// ## Why is this bad?
    /// Without a level, Pod Security admission lets in every pod, also one that is privileged or mounts the root of the node:
    /// whoever may create a pod in the namespace is root on its nodes.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata:
    ///   name: shop
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
    ///     pod-security.kubernetes.io/enforce: baseline
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   containers:
    ///     - name: app
    /// ```
    pub PSA_ENFORCE_MISSING = "psa-enforce-missing" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["alias:namespace-psa-enforce-missing", "kubescape:C-0192", "kyverno:add-psa-labels", "cis-1.12:5.2.1"],
        check: Related(&[Kind::Namespace], check)
    }
}

fn check<'a>(namespace: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    if NamespacePolicy::of(namespace).is_labelled() || cx.kubernetes_version() < Version::new(1, 23) {
        return;
    }
    let Some(level) = psa::strictest(namespace, index, cx.kubernetes_version()) else { return };
    if psa::is_cared_for(namespace, index) {
        return;
    }
    let finding = cx.report(namespace, format!("namespace `{}` lets in pods of any kind", namespace.name()));
    if level == Level::Privileged {
        finding.help(
            "some of its pods fit no level: move them to a namespace of their own, and label this one with \
             `pod-security.kubernetes.io/enforce`",
        );
    } else {
        finding
            .help(format!("add the label `pod-security.kubernetes.io/enforce: {level}`, which all its pods here fit"))
            .fix(Safety::Unsafe, format!("enforce `{level}`"), psa::enforce(namespace, level));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    const POD: &str =
        "\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop}\nspec: {containers: [{name: a}]}\n";

    fn shop(more: &str) -> String {
        format!("apiVersion: v1\nkind: Namespace\nmetadata: {{name: shop}}{POD}{more}")
    }

    #[test]
    fn a_namespace_without_pods_of_the_cluster_or_cared_for_is_left_alone() {
        let rule = tester::of(&super::PSA_ENFORCE_MISSING);
        assert!(rule.fails(&shop("")).help.is_some_and(|it| it.contains("enforce: baseline")));
        rule.passes("apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n");
        rule.passes(&shop("").replace("shop", "kube-system"));
        rule.passes(&shop("---\napiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: x}\n"));
        rule.passes(&shop(
            "---\napiVersion: pod-security.admission.config.k8s.io/v1\nkind: PodSecurityConfiguration\ndefaults: {enforce: baseline}\n",
        ));
        rule.passes(
            &shop("").replace("{name: shop}", "{name: shop, labels: {pod-security.kubernetes.io/warn: privileged}}"),
        );
        tester::of(&super::PSA_ENFORCE_MISSING).kubernetes("1.22").passes(&shop(""));
    }

    #[test]
    fn pods_that_fit_no_level_leave_no_fix() {
        let rule = tester::of(&super::PSA_ENFORCE_MISSING);
        assert!(rule.fails(&shop("").replace("{containers", "{hostPID: true, containers")).fix.is_none());
        rule.passes(&shop("").replace("namespace: shop", "namespace: other"));
    }
}
