//! `writable-root-filesystem`

use crate::rule::prelude::*;

declare_rule! {
    /// Containers that can change their own file system.
    ///
    /// ## Why is this bad?
    /// Who breaks into a container with a writable root can replace its programs and drop tools. Programs rarely
    /// write anywhere but to `/tmp` and their data, which volumes can provide.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       securityContext: {readOnlyRootFilesystem: true}
    /// ```
    pub WRITABLE_ROOT_FILESYSTEM = "writable-root-filesystem" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: [
            "kube-linter:no-read-only-root-fs", "kube-score:container-security-context-readonlyrootfilesystem",
            "polaris:notReadOnlyRootFilesystem", "trivy:KSV-0014", "checkov:CKV_K8S_22", "kubescape:C-0017",
            "kubesec:ReadOnlyRootFilesystem", "kyverno:require-ro-rootfs", "gatekeeper:k8spspreadonlyrootfilesystem",
            "kubewarden:readonly-root-filesystem-psp", "kubeaudit:ReadOnlyRootFilesystemFalse", "cwe:732",
        ],
        check: Container(check)
    }
}

fn check(container: Container<'_>, cx: &mut Context<'_>) {
    if container.pod().is_windows() {
        return;
    }
    let message = format!("container `{}` can write to its root file system", container.name());
    let help = "set `readOnlyRootFilesystem: true` in its `securityContext`, and mount an `emptyDir` where it writes";
    match container.security("readOnlyRootFilesystem") {
        Some(it) if it.is_true() => {}
        Some(it) => {
            cx.report(it, message).help(help).fix(Safety::Unsafe, TITLE, read_only(container));
        }
        None => {
            cx.report(container, message).help(help).fix(Safety::Unsafe, TITLE, read_only(container));
        }
    }
}

const TITLE: &str = "make the root read-only, and `/tmp` a volume";

/// Read-only, with a volume of its own at `/tmp` unless something is mounted there.
fn read_only(container: Container<'_>) -> Vec<Edit> {
    let pod = container.pod();
    let root = Put::entry(&["securityContext", "readOnlyRootFilesystem"], "true");
    let mounted = |it: Value<'_>| it.str("mountPath").is_some_and(|it| matches!(it.trim_end_matches('/'), "" | "/tmp"));
    if container.value().list("volumeMounts").any(mounted) {
        return Edit::insert_all(container.value(), &[root]);
    }
    let claims = pod.resource().path("spec.volumeClaimTemplates");
    let claims = claims.into_iter().flat_map(Value::items).filter_map(|it| it.path("metadata.name")?.as_str());
    let taken: Vec<&str> = pod.volumes().filter_map(|it| it.str("name")).chain(claims).collect();
    let name = volume_name(container.name(), &taken);
    let mount = format!("{{name: {name}, mountPath: /tmp}}");
    let volume = format!("{{name: {name}, emptyDir: {{}}}}");
    let inner = Edit::insert_all(container.value(), &[root, Put::item(&["volumeMounts"], &mount)]);
    let outer = Edit::insert_all(pod.spec(), &[Put::item(&["volumes"], &volume)]);
    if inner.is_empty() || outer.is_empty() { Vec::new() } else { inner.into_iter().chain(outer).collect() }
}

/// `tmp`, or the first name after the container that no volume has.
fn volume_name(container: &str, taken: &[&str]) -> String {
    let free = |it: &String| !taken.contains(&it.as_str());
    let is_plain = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit();
    let owner: String = container.chars().filter(|&it| is_plain(it) || it == '-').take(50).collect();
    let owner = owner.trim_matches('-');
    let own = if owner.is_empty() { "tmp-dir".to_owned() } else { format!("tmp-{owner}") };
    let numbered = (2..).map(|number| format!("{own}-{number}"));
    ["tmp".to_owned(), own.clone()].into_iter().chain(numbered).find(free).unwrap_or(own)
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_pod_has_no_such_field_and_windows_is_not_asked() {
        let rule = tester::of(&super::WRITABLE_ROOT_FILESYSTEM);
        rule.fails(&tester::pod("{securityContext: {readOnlyRootFilesystem: true}, containers: [{name: a}]}"));
        rule.fails(&tester::container("securityContext: {readOnlyRootFilesystem: false}"));
        rule.fails(&tester::pod("{initContainers: [{name: a}]}"));
        rule.passes(&tester::pod("{os: {name: windows}, containers: [{name: a}]}"));
    }

    #[test]
    fn the_fix_brings_a_volume_unless_there_is_one() {
        let rule = tester::of(&super::WRITABLE_ROOT_FILESYSTEM);
        let edits = |text: &str| rule.fails(text).fix.unwrap().edits.into_iter().map(|it| it.text).collect::<Vec<_>>();
        let root = "securityContext: {readOnlyRootFilesystem: true}";
        assert_eq!(edits(&tester::container("volumeMounts: [{name: v, mountPath: /tmp/}]")), [format!(", {root}")]);
        assert_eq!(
            edits(&tester::pod("{volumes: [{name: tmp}], containers: [{name: a}]}")),
            [
                ", {name: tmp-a, emptyDir: {}}".to_owned(),
                format!(", {root}, volumeMounts: [{{name: tmp-a, mountPath: /tmp}}]")
            ]
        );
        let block = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - name: a\n";
        let fix = rule.fails(block).fix.unwrap();
        assert_eq!(fix.edits.len(), 1, "both at the end of the last line");
        assert_eq!(
            fix.edits[0].text,
            "\n    securityContext:\n      readOnlyRootFilesystem: true\n    volumeMounts:\n    - name: tmp\n      \
             mountPath: /tmp\n  volumes:\n  - name: tmp\n    emptyDir: {}"
        );
        assert_eq!(super::volume_name("a", &["tmp", "tmp-a"]), "tmp-a-2");
    }
}
