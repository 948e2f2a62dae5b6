//! `secret-volume-unmounted`

use crate::rule::prelude::*;

declare_rule! {
    /// Volumes with a Secret that no container mounts.
    ///
    /// ## Why is this bad?
    /// The kubelet fetches the Secret for the pod, and the node may read it, although nothing uses it. Often a mount
    /// was forgotten or a container removed.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - {name: app, image: nginx}
    ///   volumes:
    ///     - name: tls
    ///       secret: {secretName: web-tls}
    ///     - name: tmp
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
    ///       volumeMounts:
    ///         - {name: tls, mountPath: /tls}
    ///   volumes:
    ///     - name: tls
    ///       secret: {secretName: web-tls}
    /// ```
    pub SECRET_VOLUME_UNMOUNTED = "secret-volume-unmounted" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: [
            "cwe:1164",
        ],
        keys: ["secret"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    // A fragment without containers says nothing about mounts.
    if pod.containers().next().is_none() {
        return;
    }
    for volume in pod.volumes() {
        let (Some(secret), Some(name)) = (volume.get("secret"), volume.str("name")) else { continue };
        let mounts = |it: Value<'_>| it.str("name") == Some(name);
        if pod.containers().any(|it| it.value().list("volumeMounts").any(mounts)) {
            continue;
        }
        let secret = secret.str("secretName").unwrap_or(name);
        cx.report(volume, format!("no container mounts volume `{name}` with Secret `{secret}`"))
            .help("delete the volume, or mount it")
            .fix(Safety::Safe, "delete the volume", Edit::remove_entry(volume));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn mounts_of_init_containers_count() {
        let rule = tester::of(&super::SECRET_VOLUME_UNMOUNTED);
        let it = |mounts: &str| {
            format!(
                "apiVersion: v1\nkind: Pod\nspec:\n  initContainers:\n  - name: i\n    volumeMounts: [{mounts}]\n  \
                 containers:\n  - name: a\n  volumes:\n  - name: s\n    secret: {{secretName: x}}\n"
            )
        };
        rule.passes(&it("{name: s, mountPath: /s}"));
        rule.fails(&it("{name: other, mountPath: /s}"));
        rule.passes("apiVersion: v1\nkind: Pod\nspec:\n  volumes: [{name: s, secret: {secretName: x}}]\n");
        rule.passes("apiVersion: v1\nkind: Pod\nspec:\n  containers: [{name: a}]\n  volumes: [{name: s, configMap: {name: x}}]\n");
    }
}
