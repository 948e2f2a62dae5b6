//! `secret-volume-world-readable`

use super::secret_use::{in_volume, mounts_of};
use crate::rule::prelude::*;

declare_rule! {
    /// Volumes that say that every user of the container may read a Secret.
    ///
    /// ## Why is this bad?
    /// A worker process that gave up its rights, or a command that an attacker got to run as another user, still reads the
    /// keys of the master process. Modes are reported where they are written; `0644` is what the API server sets by itself, and
    /// a pod that runs as another user than root without `fsGroup` could read nothing with less.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   securityContext: {runAsUser: 1000, fsGroup: 2000}
    ///   containers:
    ///     - name: app
    ///       volumeMounts: [{name: tls, mountPath: /tls}]
    ///   volumes:
    ///     - name: tls
    ///       secret: {secretName: web-tls, defaultMode: 0644}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   securityContext: {runAsUser: 1000, fsGroup: 2000}
    ///   containers:
    ///     - name: app
    ///       volumeMounts: [{name: tls, mountPath: /tls}]
    ///   volumes:
    ///     - name: tls
    ///       secret: {secretName: web-tls, defaultMode: 0440}
    /// ```
    pub SECRET_VOLUME_WORLD_READABLE = "secret-volume-world-readable" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:732"],
        keys: ["defaultMode", "mode"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    for volume in pod.volumes() {
        if in_volume(volume).next().is_none() {
            continue;
        }
        let holders = ["secret", "projected"].into_iter().filter_map(|it| volume.get(it));
        let modes = holders.flat_map(|source| {
            let projected = source.list("sources").filter_map(|it| it.get("secret"));
            let items = [source].into_iter().chain(projected).flat_map(|it| it.list("items"));
            source.get("defaultMode").into_iter().chain(items.filter_map(|it| it.get("mode")))
        });
        for at in modes {
            let Some(mode) = at.as_int().filter(|it| (0..=0o777).contains(it) && it & 0o004 != 0) else { continue };
            // So the API server writes what nobody wrote; numbers like `444` belong to the rule about decimal modes.
            if matches!(at.text(), Some("420" | "444")) || mode & 0o002 == 0 && needs_it(pod, volume) {
                continue;
            }
            let name = volume.get("name").and_then(Value::text).unwrap_or_default();
            let what = if mode & 0o002 == 0 { "read" } else { "read and change" };
            cx.report(at, format!("mode `{mode:04o}` lets every user of the container {what} the Secret in `{name}`"))
                .help("write `0400` for a container that runs as root, `0440` with `fsGroup` for another user");
        }
    }
}

/// Whether a container that mounts the volume runs as another user than the owner of the files, without a group of theirs.
fn needs_it(pod: Pod<'_>, volume: Value<'_>) -> bool {
    let other = |it: Container<'_>| match it.effective("runAsUser").and_then(Value::as_int) {
        Some(user) => user != 0,
        // The image decides.
        None => it.effective("runAsNonRoot").is_some_and(Value::is_true),
    };
    pod.security("fsGroup").is_none() && pod.containers().any(|it| other(it) && mounts_of(it, volume).next().is_some())
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn with(volume: &str, security: &str) -> String {
        tester::pod(&format!(
            "{{securityContext: {{{security}}}, containers: [{{name: a, volumeMounts: [{{name: v, mountPath: /v}}]}}], volumes: [{{name: v, {volume}}}]}}"
        ))
    }

    #[test]
    fn modes_count_where_they_are_written() {
        let rule = tester::of(&super::SECRET_VOLUME_WORLD_READABLE);
        let mode = |mode: &str| with(&format!("secret: {{secretName: s, defaultMode: {mode}}}"), "fsGroup: 2000");
        for bad in ["0644", "0444", "292", "0755", "0o644", "511"] {
            rule.fails(&mode(bad));
        }
        for good in ["0400", "0440", "256", "420", "444", "null", "0640"] {
            rule.passes(&mode(good));
        }
        rule.passes(&with("configMap: {name: c, defaultMode: 0644}", ""));
        rule.fails(&with("secret: {secretName: s, defaultMode: 0400, items: [{key: k, path: k, mode: 0444}]}", ""));
        rule.fails(&with("projected: {defaultMode: 0444, sources: [{secret: {name: s}}]}", ""));
        rule.passes(&with("projected: {defaultMode: 0444, sources: [{configMap: {name: s}}]}", ""));
    }

    #[test]
    fn another_user_needs_it_unless_a_group_is_set() {
        let rule = tester::of(&super::SECRET_VOLUME_WORLD_READABLE);
        let mode = |mode: &str, security| with(&format!("secret: {{secretName: s, defaultMode: {mode}}}"), security);
        rule.passes(&mode("0444", "runAsUser: 1000"));
        rule.passes(&mode("0444", "runAsNonRoot: true"));
        rule.fails(&mode("0444", "runAsNonRoot: true, fsGroup: 1"));
        rule.fails(&mode("0444", "runAsUser: 0"));
        rule.fails(&mode("0777", "runAsUser: 1000"));
    }
}
