//! `sub-path-cve-2021-25741`

use crate::rule::prelude::*;

declare_rule! {
    /// Mounts of a part of a volume, in clusters where that leaves the volume.
    ///
    /// ## Why is this bad?
    /// In Kubernetes before 1.19.15, 1.20.11, 1.21.5 and 1.22.2 a container can replace the part by a link while it
    /// is being mounted, and gets any file of the node (CVE-2021-25741). The rule asks only where the configured
    /// Kubernetes is 1.22 or older; it does not see the patch level.
    ///
    /// ## Fail
    /// ```yaml
    /// # kubernetes: 1.21
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       volumeMounts:
    ///         - {name: data, mountPath: /data, subPath: web}
    ///   volumes:
    ///     - name: data
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
    ///         - {name: data, mountPath: /data, subPath: web}
    ///   volumes:
    ///     - name: data
    ///       emptyDir: {}
    /// ```
    pub SUB_PATH_CVE_2021_25741 = "sub-path-cve-2021-25741" {
        severity: Low,
        confidence: Low,
        since: "0.1.0",
        refs: ["kubescape:C-0058", "cwe:59"],
        check: Container(check)
    }
}

/// The first minor version that never had it.
const MENDED: Version = Version::new(1, 23);

fn check(container: Container<'_>, cx: &mut Context<'_>) {
    let version = cx.kubernetes_version();
    if version >= MENDED {
        return;
    }
    for mount in container.value().list("volumeMounts") {
        let part = mount.get("subPath").or_else(|| mount.get("subPathExpr"));
        let Some(part) = part.filter(|it| it.text().is_some_and(|it| !it.is_empty())) else { continue };
        let message = format!("container `{}` mounts a part of a volume, by which it may leave it", container.name());
        cx.report(part, message)
            // From 1.19 on there are patches.
            .confidence(if version < Version::new(1, 19) { Confidence::High } else { Confidence::Low })
            .help("update Kubernetes, or mount the whole volume");
    }
}

#[cfg(test)]
mod tests {
    use crate::finding::Confidence;
    use crate::rules::tester;

    #[test]
    fn the_version_decides() {
        let text = tester::container("volumeMounts: [{name: v, mountPath: /m, subPathExpr: $(A)}]");
        let rule = |version| tester::of(&super::SUB_PATH_CVE_2021_25741).kubernetes(version);
        assert_eq!(rule("1.18").fails(&text).confidence, Confidence::High);
        assert_eq!(rule("1.22").fails(&text).confidence, Confidence::Low);
        rule("1.23").passes(&text);
        rule("1.21").passes(&tester::container("volumeMounts: [{name: v, mountPath: /m, subPath: ''}]"));
    }
}
