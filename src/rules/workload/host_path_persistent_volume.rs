//! `host-path-persistent-volume`

use crate::rule::prelude::*;

declare_rule! {
    /// PersistentVolumes that are a path of a node.
    ///
    /// ## Why is this bad?
    /// Pod Security forbids paths of the node in pods, and cannot see through a claim: who may make a
    /// PersistentVolume, and any pod that then claims it, is past that check. The data is also gone with the node.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: PersistentVolume
    /// metadata: {name: data}
    /// spec:
    ///   capacity: {storage: 1Gi}
    ///   accessModes: [ReadWriteOnce]
    ///   hostPath: {path: /mnt/data}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: PersistentVolume
    /// metadata: {name: data}
    /// spec:
    ///   capacity: {storage: 1Gi}
    ///   accessModes: [ReadWriteOnce]
    ///   csi: {driver: ebs.csi.aws.com, volumeHandle: vol-1}
    /// ```
    pub HOST_PATH_PERSISTENT_VOLUME = "host-path-persistent-volume" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["kyverno:limit-hostpath-type-pv", "cwe:653"],
        check: Related(&[Kind::PersistentVolume], check)
    }
}

fn check<'a>(volume: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(spec) = volume.spec() else { return };
    for kind in ["hostPath", "local"] {
        let Some(source) = spec.get(kind) else { continue };
        let at = source.get("path").unwrap_or(source);
        let path = at.text().unwrap_or_default();
        let finding = cx.report(at, format!("{} is `{path}` of a node", volume.title()));
        finding.help("use a volume of the storage of the cluster, made for a claim by its StorageClass");
        // A local volume is bound to its node on purpose, and only an administrator says where.
        if kind == "local" {
            finding.severity(Severity::Low);
        }
        if let Some(claim) = claim(spec, volume, index) {
            finding.label(claim, format!("{} gives it to pods", claim.title()));
        }
    }
}

/// The claim that the volume is kept for.
fn claim<'a>(spec: Value<'a>, volume: Resource<'a>, index: &Index<'a>) -> Option<Resource<'a>> {
    let kept = spec.get("claimRef").and_then(|it| {
        index.find_in(Kind::PersistentVolumeClaim, it.str("name")?, it.str("namespace"), volume).found()
    });
    kept.or_else(|| index.claim_of_volume(volume))
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::tester;

    fn with(source: &str, claim: &str) -> String {
        format!(
            "apiVersion: v1\nkind: PersistentVolume\nmetadata: {{name: v}}\nspec: {{{source}}}\n---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {{name: c, namespace: ns}}\nspec: {{{claim}}}\n"
        )
    }

    #[test]
    fn the_claim_is_shown_from_either_side() {
        let rule = tester::of(&super::HOST_PATH_PERSISTENT_VOLUME);
        assert_eq!(rule.fails(&with("hostPath: {path: /m}", "volumeName: v")).labels.len(), 2);
        assert_eq!(rule.fails(&with("hostPath: {path: /m}", "volumeName: w")).labels.len(), 1);
        let kept = "hostPath: {path: /m}, claimRef: {name: c, namespace: ns}";
        assert_eq!(rule.fails(&with(kept, "")).labels.len(), 2);
        assert_eq!(rule.fails(&with("local: {path: /m}", "")).severity, Severity::Low);
        rule.passes(&with("nfs: {server: a, path: /m}", "volumeName: v"));
    }
}
