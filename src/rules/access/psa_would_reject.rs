//! `psa-would-reject`

use super::psa;
use crate::manifest::pss::{self, Labelled, Mode, NamespacePolicy, Policy};
use crate::rule::prelude::*;

declare_rule! {
    /// Workloads that the Pod Security labels of their Namespace refuse.
    ///
    /// ## Why is this bad?
    /// The API server does not create such a pod. A Deployment or Job is created all the same, with a warning at most, and then
    /// waits for pods that never come. The message is the one of the cluster. Where only `warn` or `audit`
    /// asks for more than the workload gives, nothing is refused and the finding weighs little.
    ///
    /// ## Fail
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
    ///       securityContext: {privileged: true}
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
    pub PSA_WOULD_REJECT = "psa-would-reject" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["alias:violates-namespace-pod-security"],
        check: Related(Kind::WITH_PODS, check)
    }
}

fn check<'a>(workload: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(namespace) = index.namespace_of(workload) else { return };
    let labels = NamespacePolicy::of(namespace);
    if !labels.is_labelled() {
        return;
    }
    Pod::templates(workload).for_each(|pod| of_pod(pod, namespace, &labels, index, cx));
}

fn of_pod<'a>(
    pod: Pod<'a>,
    namespace: Resource<'a>,
    labels: &NamespacePolicy<'a>,
    index: &Index<'a>,
    cx: &mut Context<'_>,
) {
    let workload = pod.resource();
    let judge = |it: Policy| pss::evaluate(pod, it.level, it.version.on(cx.kubernetes_version()));
    let refused = !judge(labels.enforce.policy).is_empty();
    let is_pod = workload.kind() == Kind::Pod;
    // A controller is let in with a warning; its pods are not.
    let modes: &[(Mode, Labelled<'_>)] = match refused {
        true if is_pod => &[(Mode::Enforce, labels.enforce)],
        true => &[(Mode::Warn, labels.warn), (Mode::Enforce, labels.enforce)],
        false => &[(Mode::Warn, labels.warn), (Mode::Audit, labels.audit)],
    };
    let found = modes.iter().map(|(mode, it)| (mode, it, judge(it.policy))).find(|it| !it.2.is_empty());
    let Some((mode, shown, violations)) = found.filter(|_| !psa::is_exempt(pod, namespace, index)) else { return };
    let verb = if refused && is_pod { "violates" } else { "would violate" };
    let text = format!("{verb} PodSecurity \"{}\": {}", shown.policy, pss::summary(&violations));
    let finding = cx.report(violations[0].nodes[0], text);
    psa::show(finding, &violations);
    let asked = if refused { &labels.enforce } else { shown };
    if let Some(label) = asked.node() {
        finding.label(label, format!("namespace `{}` asks for it here", namespace.name()));
    }
    let level = asked.policy.level;
    if refused {
        finding.help(format!("make the workload fit `{level}`, or move it to a namespace with a level that it fits"));
    } else {
        let does = mode.as_str();
        finding
            .severity(Severity::Low)
            .help(format!("make the workload fit `{level}`; so far it is let in, as the label is `{does}`"));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn namespace(labels: &str) -> String {
        format!("apiVersion: v1\nkind: Namespace\nmetadata: {{name: shop, labels: {{{labels}}}}}\n---\n")
    }

    const ENFORCE: &str = "pod-security.kubernetes.io/enforce";
    const DEPLOYMENT: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d, namespace: shop}\nspec: {template: {spec: {hostPID: true, containers: [{name: a, ports: [{hostPort: 80}]}]}}}\n";

    #[test]
    fn a_pod_violates_and_a_controller_would() {
        let rule = tester::of(&super::PSA_WOULD_REJECT);
        let found = rule.fails(&format!("{}{DEPLOYMENT}", namespace(&format!("{ENFORCE}: baseline"))));
        assert_eq!(
            found.message,
            "would violate PodSecurity \"baseline:latest\": host namespaces (hostPID=true), hostPort (container \"a\" uses hostPort 80)"
        );
        assert_eq!(found.labels.len(), 3);
        let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop}\nspec: {containers: [{name: a, livenessProbe: {httpGet: {host: h}}}]}\n";
        let version = |it: &str| namespace(&format!("{ENFORCE}: baseline, {ENFORCE}-version: {it}"));
        assert_eq!(
            rule.fails(&format!("{}{pod}", version("v1.34"))).message,
            "violates PodSecurity \"baseline:v1.34\": probe or lifecycle host (container \"a\" uses probe or lifecycle host \"h\")"
        );
        rule.passes(&format!("{}{pod}", version("v1.33")));
        tester::of(&super::PSA_WOULD_REJECT).kubernetes("1.30").passes(&format!("{}{pod}", version("v1.34")));
        assert_eq!(rule.fails(&format!("{}{pod}", version("'1.33'"))).severity, crate::finding::Severity::High);
    }

    #[test]
    fn a_wrong_level_is_the_strictest_and_a_warning_weighs_little() {
        let rule = tester::of(&super::PSA_WOULD_REJECT);
        let wrong = rule.fails(&format!("{}{DEPLOYMENT}", namespace(&format!("{ENFORCE}: Privileged"))));
        assert!(wrong.message.starts_with("would violate PodSecurity \"restricted:latest\""));
        let both = format!("{ENFORCE}: baseline, pod-security.kubernetes.io/warn: restricted");
        assert!(rule.fails(&format!("{}{DEPLOYMENT}", namespace(&both))).message.contains("\"restricted:latest\""));
        let warn = rule.fails(&format!("{}{DEPLOYMENT}", namespace("pod-security.kubernetes.io/warn: baseline")));
        assert_eq!(warn.severity, crate::finding::Severity::Low);
    }

    #[test]
    fn exemptions_of_the_cluster_are_kept() {
        let rule = tester::of(&super::PSA_WOULD_REJECT);
        let config = |it: &str| {
            format!(
                "{}{DEPLOYMENT}---\napiVersion: apiserver.config.k8s.io/v1\nkind: AdmissionConfiguration\nplugins:\n- name: PodSecurity\n  configuration: {{kind: PodSecurityConfiguration, exemptions: {it}}}\n",
                namespace(&format!("{ENFORCE}: baseline"))
            )
        };
        rule.passes(&config("{namespaces: [shop]}"));
        rule.passes(&config("{usernames: ['system:serviceaccount:kube-system:replicaset-controller']}"));
        rule.fails(&config("{namespaces: [m], runtimeClasses: [kata]}"));
    }
}
