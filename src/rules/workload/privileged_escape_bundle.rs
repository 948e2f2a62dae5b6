//! `privileged-escape-bundle`

use super::escape;
use crate::rule::prelude::*;

declare_rule! {
    /// Pods with all that a known way out to the node takes.
    ///
    /// ## Why is this bad?
    /// One privilege alone may need a hole to be used; some of them together are the way out itself: the processes of
    /// the node with the right to enter them, the disk of the node with a `chroot`, cgroups with `SYS_ADMIN`. Whoever
    /// runs code in such a pod has the node. What it takes is named in one finding, and not reported piece by piece.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   hostPID: true
    ///   containers:
    ///     - name: app
    ///       securityContext:
    ///         capabilities: {add: [SYS_PTRACE]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       securityContext:
    ///         capabilities: {add: [SYS_PTRACE]}
    /// ```
    pub PRIVILEGED_ESCAPE_BUNDLE = "privileged-escape-bundle" {
        severity: Critical,
        confidence: High,
        since: "0.1.0",
        refs: [
            "pss:baseline", "kubescape:C-0046", "kubescape:C-0048", "kubescape:C-0057", "cwe:250", "cwe:653",
        ],
        check: Pod(check)
    }
}

/// Rules that would report the pieces.
const PIECES: &[&str] = &[
    "host-pid",
    "dangerous-capability",
    "capability-beyond-baseline",
    "capability-beyond-restricted",
    "capability-any-added",
    "privileged-container",
    "sensitive-host-path",
    "secret-host-exposure",
    "host-path-volume",
    "writable-host-path",
    "container-runtime-socket",
    "shell-download-exec",
];

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    let Some(way) = escape::find(pod) else { return };
    let (first, what) = way.pieces[0];
    let finding = cx.report(first, format!("the pod {}", way.what));
    finding.caption(what).covers(PIECES);
    for (piece, what) in &way.pieces[1..] {
        finding.label(*piece, *what);
    }
    finding.help("take away at least what the others need; an agent of the node should have one of these, not all");
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_pieces_must_fit() {
        let rule = tester::of(&super::PRIVILEGED_ESCAPE_BUNDLE);
        let add = |name: &str| format!("securityContext: {{capabilities: {{add: [{name}]}}}}");
        rule.fails(&tester::pod("{hostPID: true, containers: [{name: a, command: [nsenter, -t, '1', -m, sh]}]}"));
        rule.fails(&tester::pod("{hostPID: true, containers: [{name: a, securityContext: {privileged: true}}]}"));
        rule.passes(&tester::pod(&format!("{{hostPID: true, containers: [{{name: a, {}}}]}}", add("NET_ADMIN"))));
        rule.passes(&tester::pod("{hostPID: true, containers: [{name: a}]}"));
        rule.passes(&tester::container("securityContext: {privileged: true}"));
    }

    #[test]
    fn mounts_must_be_those_of_the_container() {
        let rule = tester::of(&super::PRIVILEGED_ESCAPE_BUNDLE);
        let pod = |path: &str, mount: &str, fields: &str| {
            tester::pod(&format!(
                "{{volumes: [{{name: v, hostPath: {{path: {path}}}}}], containers: [{{name: a, volumeMounts: [{mount}], {fields}}}]}}"
            ))
        };
        let (mount, admin) = ("{name: v, mountPath: /host}", "securityContext: {capabilities: {add: [SYS_ADMIN]}}");
        rule.fails(&pod("/", mount, "command: [chroot, /host, sh]"));
        rule.fails(&pod("/sys/fs/cgroup", mount, admin));
        rule.passes(&pod("/sys/fs/cgroup", "{name: v, mountPath: /c, readOnly: true}", admin));
        rule.passes(&pod("/", "", "command: [chroot, /host, sh]"));
        rule.passes(&pod("/data", mount, "command: [chroot, /host, sh]"));
    }

    #[test]
    fn two_ways_out_are_one_finding() {
        let rule = tester::of(&super::PRIVILEGED_ESCAPE_BUNDLE);
        let found = rule.fails(&tester::pod(
            "{volumes: [{name: s, hostPath: {path: /var/run/docker.sock}}, {name: l, hostPath: {path: /var/log}}], containers: [{name: a, volumeMounts: [{name: l, mountPath: /l}], securityContext: {capabilities: {add: [SYS_MODULE]}}}]}",
        ));
        assert_eq!(found.labels.len(), 3);
        rule.passes(&tester::pod(
            "{volumes: [{name: s, hostPath: {path: /var/run/docker.sock}}], containers: [{name: a}]}",
        ));
    }
}
