//! `path-audit-evasion`

use super::author::Author;
use super::class::{self, Class};
use crate::index::Subject;
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
    let Some(audit) = index.audit_policy(binding).filter(|_| binding.kind() == Kind::ClusterRoleBinding) else {
        return;
    };
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
mod tests {
    use crate::rules::tester;

    fn bound(kind: &str, subject: &str, rules: &str) -> String {
        format!(
            "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {{name: r}}\nrules: [{rules}]\n---\n\
             apiVersion: rbac.authorization.k8s.io/v1\nkind: {kind}\nmetadata: {{name: b, namespace: ns}}\n\
             roleRef: {{kind: ClusterRole, name: r}}\nsubjects: [{{{subject}}}]\n---\n"
        )
    }

    const EVENTS: &str = "{apiGroups: [''], resources: [events], verbs: [delete]}";
    const EXEC: &str = "{apiGroups: [''], resources: [pods/exec], verbs: [create]}";
    const EVE: &str = "kind: User, name: eve";
    const AUDIT: &str = "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: Metadata}]\n---\n";

    #[test]
    fn hiding_is_worth_something_only_to_those_who_have_something_to_hide() {
        let rule = tester::of(&super::PATH_AUDIT_EVASION);
        let of = |rules: &str| bound("RoleBinding", EVE, rules);
        rule.fails(&of(&format!("{EVENTS}, {EXEC}")));
        rule.fails(&of(&format!(
            "{}, {EXEC}",
            EVENTS.replace("''", "events.k8s.io").replace("delete", "deletecollection")
        )));
        rule.passes(&of(EVENTS));
        rule.passes(&of(EXEC).replace("kind: ClusterRole, name: r}", "kind: ClusterRole, name: edit}"));
        rule.passes(&of(&format!("{}, {EXEC}", EVENTS.replace("delete", "create"))));
        rule.passes(&of(&format!("{EVENTS}, {}", EXEC.replace("pods/exec", "pods/log"))));
        let elsewhere = bound("RoleBinding", EVE, EXEC).replace("name: r}", "name: q}").replace("name: b,", "name: c,");
        rule.fails(&(of(EVENTS) + &elsewhere));
        rule.passes(&(of(EVENTS) + &elsewhere.replace("eve", "adam")));
        rule.passes(&bound("RoleBinding", "kind: ServiceAccount, name: argocd-server", &format!("{EVENTS}, {EXEC}")));
    }

    #[test]
    fn calls_to_kubelets_are_not_recorded_where_something_is() {
        let rule = tester::of(&super::PATH_AUDIT_EVASION);
        let proxy = "{apiGroups: [''], resources: [nodes/proxy], verbs: [get]}";
        rule.fails(&(bound("ClusterRoleBinding", EVE, proxy) + AUDIT));
        rule.passes(&bound("ClusterRoleBinding", EVE, proxy));
        rule.passes(&(bound("RoleBinding", EVE, proxy) + AUDIT));
        rule.passes(&(bound("ClusterRoleBinding", EVE, &proxy.replace("nodes/proxy", "nodes/metrics")) + AUDIT));
    }

    #[test]
    fn keys_of_etcd_and_the_log_itself_are_worth_more_than_their_reading() {
        let rule = tester::of(&super::PATH_AUDIT_EVASION);
        let of = |path: &str, more: &str| {
            let pod = format!(
                "{{containers: [{{name: c, volumeMounts: [{{name: v, mountPath: /x{more}}}]}}], volumes: [{{name: v, hostPath: {{path: {path}}}}}]}}"
            );
            format!("{AUDIT}{}", tester::pod(&pod))
        };
        rule.fails(&of("/etc/kubernetes/pki/etcd", ", readOnly: true"));
        rule.fails(&of("/var/log/kubernetes/audit", ""));
        rule.passes(&of("/var/log/kubernetes/audit", ", readOnly: true"));
        rule.passes(&of("/var/log", ""));
        rule.passes(&of("/etc/kubernetes/pki/etcd", "").replace(AUDIT, ""));
        let own = of("/etc/kubernetes/pki/etcd", "").replace("{name: p}", "{name: p, labels: {tier: control-plane}}");
        rule.passes(&own);
    }
}
