//! `path-audit-evasion`

use super::author::Author;
use super::class::{self, Class};
use crate::index::{BoundRole, Subject};
use crate::manifest::host_path::{host_paths, mounts};
use crate::rule::prelude::*;

declare_rule! {
    /// Power over other workloads together with a way not to be seen using it.
    ///
    /// ## Why is this bad?
    /// Who may run commands or read Secrets leaves traces: events, and lines in the audit log. Who may delete events as well, calls
    /// kubelets or etcd directly, or writes where the log is configured, leaves none, and an incident cannot be told from an
    /// ordinary day.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: support}
    /// rules:
    ///   - {apiGroups: [""], resources: [pods/exec], verbs: [create]}
    ///   - {apiGroups: [""], resources: [events], verbs: [list, delete]}
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: {name: support}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: support}
    /// subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: support}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: support}
    /// rules:
    ///   - {apiGroups: [""], resources: [pods/exec], verbs: [create]}
    ///   - {apiGroups: [""], resources: [events], verbs: [list]}
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: {name: support}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: support}
    /// subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: support}]
    /// ```
    pub PATH_AUDIT_EVASION = "path-audit-evasion" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["kubescape:C-0031", "cwe:778"],
        check: Related(super::path::PLACES, check)
    }
}

const DELETE: &[&str] = &["delete", "deletecollection"];
const EVENTS: &[(&str, &str, &[&str])] = &[("", "events", DELETE), ("events.k8s.io", "events", DELETE)];
const KUBELET: &[(&str, &str, &[&str])] = &[("", "nodes/proxy", &["get", "create"])];

/// Folders of a node from which etcd is called or the log is configured.
const RECORDS: [&str; 5] = [
    "/etc/kubernetes/pki",
    "/etc/kubernetes/pki/etcd",
    "/etc/kubernetes/audit",
    "/etc/kubernetes/policies",
    "/var/log/kubernetes/audit",
];

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    match resource.kind() {
        Kind::RoleBinding | Kind::ClusterRoleBinding => of_binding(resource, index, cx),
        Kind::ServiceAccount => {}
        _ => of_pods(resource, index, cx),
    }
}

fn of_binding<'a>(binding: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let audit = index.audit_policy(binding).filter(|_| binding.kind() == Kind::ClusterRoleBinding);
    if audit.is_none() && !matches!(index.bound_role(binding), BoundRole::Found(_)) {
        return;
    }
    let Some(author) = Author::of(binding, None, index) else { return };
    // The role `edit` deletes events as well: whoever has that one was given no more than usual.
    if let Some(events) = author.may(EVENTS).filter(|it| it.rule.is_of_input()) {
        let Some((granted, gain)) = power(&author, binding, index) else { return };
        cx.report(author.place(events), format!("{} {gain}, and can delete the events that tell", author.name()))
            .caption("deletes events")
            .label(author.reference, format!("holds {}", author.scope()))
            .label(granted, format!("and {gain}"))
            .help("let nobody delete events: they go by themselves after an hour");
        return;
    }
    let Some(audit) = audit else { return };
    if let Some(proxy) = author.may(KUBELET) {
        let message =
            format!("{} runs commands in pods through kubelets, which the audit log does not show", author.name());
        cx.report(author.reference, message)
            .caption("with this role")
            .label(author.place(proxy), "calls kubelets")
            .label(audit, "records only what goes through the API server")
            .help("grant `nodes/metrics`, `nodes/stats` or `nodes/log` instead, which run nothing");
    }
}

/// What else whoever a binding names can do that is worth hiding: by this binding or by another one of the input.
fn power<'a>(author: &Author<'a>, binding: Resource<'a>, index: &Index<'a>) -> Option<(Value<'a>, &'static str)> {
    let own = class::power(binding, index).filter(|it| it.0 >= Class::Takeover);
    if let Some((_, place, gain)) = own {
        return Some((place.unwrap_or(author.reference), gain));
    }
    let subject = Subject::of(author.subject)?;
    index.powers_of(subject, binding).into_iter().find_map(|(power, entry)| {
        let rule = power.written_rule()?;
        let (class, granted, gain) = class::of_rule(rule, power.is_cluster_wide())?;
        let place = if granted.rule.is_of_input() { granted.resource } else { entry };
        (class >= Class::Takeover).then_some((place, gain))
    })
}

fn of_pods<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for pod in Pod::all(resource).filter(|it| it.get("volumes").is_some()) {
        let control_plane = pod.label("tier") == Some("control-plane") || pod.label("component").is_some();
        let Some(audit) = index.audit_policy(resource).filter(|_| !control_plane) else { continue };
        let found = host_paths(pod).find_map(|(volume, source, path)| {
            let within = |it: &&&str| path.strip_prefix(**it).is_some_and(|it| it.is_empty() || it.starts_with('/'));
            let folder = RECORDS.iter().find(within)?;
            // What was written is worth hiding; keys are worth reading.
            let keys = folder.contains("pki");
            mounts(pod, volume).find(|it| keys || !it.1.flag("readOnly"))?;
            Some((source.get("path").unwrap_or(source), keys, path))
        });
        let Some((at, keys, path)) = found else { continue };
        let what = if keys { "calls etcd with the keys of the control plane" } else { "can rewrite what is recorded" };
        cx.report(at, format!("{} {what}, unseen by the audit log", resource.title()))
            .caption(format!("`{path}` of the node"))
            .label(audit, "what is to be recorded")
            .help("take the volume away: backups and log shippers need the data of etcd or the log, and read-only");
    }
}

#[cfg(test)]
mod tests;
