//! `secret-subpath-mount`

use super::secret_use::{in_volume, mounts_of};
use crate::rule::prelude::*;

declare_rule! {
    /// Secrets that are mounted by a part, and so stay as they were when the pod started.
    ///
    /// ## Why is this bad?
    /// A mount with `subPath` is not updated when the Secret changes: after a key was rotated, the container goes on with the
    /// old one until somebody restarts it, and a key that was revoked goes on being used.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       volumeMounts:
    ///         - {name: keys, mountPath: /app/key.pem, subPath: key.pem}
    ///   volumes:
    ///     - name: keys
    ///       secret: {secretName: keys}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       volumeMounts:
    ///         - {name: keys, mountPath: /app/keys}
    ///   volumes:
    ///     - name: keys
    ///       secret: {secretName: keys}
    /// ```
    pub SECRET_SUBPATH_MOUNT = "secret-subpath-mount" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["kubescape:C-0058", "cwe:324"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    for volume in pod.volumes() {
        let Some(secret) = in_volume(volume).next() else { continue };
        for container in pod.containers().filter(|it| it.class() != ContainerClass::Init || it.is_sidecar()) {
            for mount in mounts_of(container, volume) {
                let part = mount.get("subPath").or_else(|| mount.get("subPathExpr"));
                let Some(part) = part.filter(|it| it.text().is_some_and(|it| !it.is_empty())) else { continue };
                let name = secret.text().unwrap_or_default();
                let message = format!("container `{}` never sees a new value of Secret `{name}`", container.name());
                cx.report(part, message)
                    .caption("this part is mounted once")
                    .help("mount the whole volume into a folder of its own, with `items` to choose the keys");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_what_runs_on_and_only_secrets_count() {
        let rule = tester::of(&super::SECRET_SUBPATH_MOUNT);
        let with = |list: &str, part: &str, volume: &str| {
            tester::pod(&format!(
                "{{{list}: [{{name: a, volumeMounts: [{{name: v, mountPath: /v, {part}}}]}}], volumes: [{{name: v, {volume}}}]}}"
            ))
        };
        let secret = "secret: {secretName: s}";
        rule.fails(&with("containers", "subPathExpr: $(A)", secret));
        rule.fails(&with("containers", "subPath: a", "projected: {sources: [{secret: {name: s}}]}"));
        rule.passes(&with("containers", "subPath: ''", secret));
        rule.passes(&with("containers", "subPath: a", "configMap: {name: s}"));
        rule.passes(&with("initContainers", "subPath: a", secret));
    }
}
