//! `sa-token-automount-privileged`

use super::class::{Class, power};
use super::grant::controller_of;
use super::token::{account, is_automounted, is_projected};
use crate::index::Subject;
use crate::rule::prelude::*;

declare_rule! {
    /// Pods that mount the token of a powerful service account.
    ///
    /// ## Why is this bad?
    /// The token lies in the container's file system. A flaw in the application is enough to read it, and from then on
    /// the attacker holds what the account may do: read Secrets, start pods, change roles. The labels tell the way from
    /// the pod over account and binding to the permission.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   serviceAccountName: web
    ///   containers: [{name: web, image: nginx}]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: reader}
    /// rules: [{apiGroups: [""], resources: [secrets], verbs: [list]}]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: {name: web}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
    /// subjects: [{kind: ServiceAccount, name: web, namespace: shop}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   serviceAccountName: web
    ///   automountServiceAccountToken: false
    ///   containers: [{name: web, image: nginx}]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: {name: web}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
    /// subjects: [{kind: ServiceAccount, name: web, namespace: shop}]
    /// ```
    pub SA_TOKEN_AUTOMOUNT_PRIVILEGED = "sa-token-automount-privileged" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: [
            "kubescape:C-0261", "kubescape:C-0267", "kubescape:C-0272", "cis-1.12:5.1.6", "cwe:250", "cwe:522",
        ],
        check: Related(Kind::WITH_PODS, check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(pod) = Pod::of(resource) else { return };
    let account = account(pod, index).found();
    if !is_automounted(pod, account) && !is_projected(pod) {
        return;
    }
    let namespace = resource.namespace().or_else(|| account?.namespace());
    let itself = Subject::ServiceAccount(namespace, pod.service_account());
    let bindings = index.bindings_naming(itself, resource);
    // What a group has is told once for each account.
    let speaks = index.first_with_token(pod).is_none_or(|it| it.spec() == pod.spec());
    let direct = |entry: &Value<'a>| !matches!(Subject::of(*entry), Some(Subject::Group(_)));
    let bindings = bindings.into_iter().filter(|it| speaks || direct(&it.1));
    let powers = bindings.filter_map(|(binding, subject)| Some((power(binding, index)?, binding, subject)));
    let powerful = powers.filter(|it| it.0.0 >= Class::Takeover);
    let Some((power, binding, subject)) = powerful.reduce(|best, it| if it.0.0 > best.0.0 { it } else { best }) else {
        return;
    };
    let (class, place, gain) = power;
    let reference = binding.path("roleRef.name");
    let role = reference.and_then(Value::text).unwrap_or_default();
    let message = format!("{} mounts a token that {gain}, through `{role}`", resource.title());
    let help = "take the permission away, or run what needs it in a workload of its own";
    let finding = match pod.service_account_value() {
        Some(value) => cx.report(value, message),
        None => cx.report(pod, message),
    };
    finding.caption("runs as this account").help(help).flow();
    // What is known to need this is as common as it is powerful.
    if class != Class::Root && controller_of(resource.name()).is_some() {
        finding.severity(Severity::Medium);
    }
    if let Some(account) = account {
        finding.label(account.grip(), "the account, whose token is mounted");
    }
    let named = match Subject::of(subject) {
        Some(Subject::Group(group)) => format!("is in group `{group}`, which {} names", binding.title()),
        _ => format!("is named by {}", binding.title()),
    };
    finding.label(subject, named);
    if let Some(reference) = reference {
        finding.label(reference, "which refers to this role");
    }
    if let Some(place) = place {
        finding.label(place, format!("which {gain}"));
    }
}

#[cfg(test)]
mod tests;
