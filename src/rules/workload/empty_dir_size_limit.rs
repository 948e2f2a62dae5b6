//! `empty-dir-size-limit`

use crate::manifest::host_path::mounts;
use crate::rule::prelude::*;

declare_rule! {
    /// Scratch volumes that may fill the node.
    ///
    /// ## Why is this bad?
    /// An `emptyDir` grows until the disk of the node is full, and the node then evicts pods, others among them. With
    /// `medium: Memory` it takes the memory of its container. A limit of the volume, or limits of the containers that
    /// write to it, keep it small.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       volumeMounts: [{name: scratch, mountPath: /tmp}]
    ///   volumes:
    ///     - name: scratch
    ///       emptyDir: {}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       volumeMounts: [{name: scratch, mountPath: /tmp}]
    ///   volumes:
    ///     - name: scratch
    ///       emptyDir: {sizeLimit: 100Mi}
    /// ```
    pub EMPTY_DIR_SIZE_LIMIT = "empty-dir-size-limit" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["kyverno:require-emptydir-requests-limits", "kyverno:add-emptydir-sizelimit", "cwe:770"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    for volume in pod.volumes() {
        let source = volume.get("emptyDir");
        // A volume without a source is one, too.
        if source.is_none() && volume.entries().any(|(key, value)| key.text() != Some("name") && !value.is_null()) {
            continue;
        }
        let memory = source.is_some_and(|it| it.str("medium") == Some("Memory"));
        if source.is_some_and(|it| it.get("sizeLimit").is_some()) || is_bounded(pod, volume, memory) {
            continue;
        }
        let name = volume.get("name").and_then(Value::text).unwrap_or_default();
        let whose = if memory { "memory" } else { "disk" };
        let at = source.unwrap_or(volume);
        let finding = cx.report(at, format!("volume `{name}` may fill the {whose} of the node"));
        finding.help("set `sizeLimit`, or a limit for each container that writes to it");
        // How much it needs is not to be seen here.
        if let Some(source) = source.filter(|it| it.is_mapping()) {
            let edits = Edit::insert_entry(source, "sizeLimit", "1Gi");
            finding.fix(Safety::Manual, "limit the volume to what the pod needs", edits);
        }
    }
}

/// Whether limits of the pod, or of all containers that mount the volume, count what is written to it.
fn is_bounded<'a>(pod: Pod<'a>, volume: Value<'a>, memory: bool) -> bool {
    let resource = if memory { "memory" } else { "ephemeral-storage" };
    let limited = |it: Value<'_>| it.path("resources.limits").is_some_and(|it| it.get(resource).is_some());
    let mut mounts = mounts(pod, volume).peekable();
    limited(pod.spec()) || mounts.peek().is_some() && mounts.all(|it| limited(it.0.value()))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn with(volume: &str, resources: &str) -> String {
        tester::pod(&format!(
            "{{volumes: [{{name: v, {volume}}}], containers: [{{name: a, volumeMounts: [{{name: v}}], resources: {resources}}}]}}"
        ))
    }

    #[test]
    fn limits_of_the_containers_count_for_the_right_medium() {
        let rule = tester::of(&super::EMPTY_DIR_SIZE_LIMIT);
        rule.passes(&with("emptyDir: {}", "{limits: {ephemeral-storage: 1Gi}}"));
        rule.fails(&with("emptyDir: {}", "{limits: {memory: 1Gi}}"));
        rule.passes(&with("emptyDir: {medium: Memory}", "{limits: {memory: 1Gi}}"));
        rule.fails(&with("emptyDir: {medium: Memory}", "{limits: {cpu: 1}}"));
        rule.fails(&with("emptyDir: {medium: Memory}", "{requests: {memory: 1Gi}}"));
    }

    #[test]
    fn a_volume_without_a_source_is_one() {
        let rule = tester::of(&super::EMPTY_DIR_SIZE_LIMIT);
        rule.fails(&tester::pod("{volumes: [{name: v}]}"));
        rule.fails(&tester::pod("{volumes: [{name: v, emptyDir: null}]}"));
        rule.passes(&tester::pod("{volumes: [{name: v, configMap: {name: c}}]}"));
    }
}
