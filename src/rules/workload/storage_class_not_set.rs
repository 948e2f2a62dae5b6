//! `storage-class-not-set`

use super::claims::claims;
use crate::rule::prelude::*;

declare_rule! {
    /// Claims that leave the kind of storage to the cluster.
    ///
    /// ## Why is this bad?
    /// Without a class the claim gets what the administrator has made the default: other disks, other backups and
    /// another policy of deletion in each cluster, or none at all.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: PersistentVolumeClaim
    /// metadata: {name: data}
    /// spec:
    ///   accessModes: [ReadWriteOnce]
    ///   resources: {requests: {storage: 1Gi}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: PersistentVolumeClaim
    /// metadata: {name: data}
    /// spec:
    ///   storageClassName: fast
    ///   accessModes: [ReadWriteOnce]
    ///   resources: {requests: {storage: 1Gi}}
    /// ```
    pub STORAGE_CLASS_NOT_SET = "storage-class-not-set" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: [
            "kyverno:require-storageclass", "gatekeeper:k8sstorageclass",
            "kubewarden:persistentvolumeclaim-storageclass-policy",
        ],
        check: Resource(&[], check)
    }
}

const OLD: &str = "volume.beta.kubernetes.io/storage-class";

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for claim in claims(resource) {
        let field = |key: &str| claim.spec.and_then(|it| it.get(key));
        // The volume is there already.
        if field("volumeName").is_some() || field("selector").is_some() || claim.annotation(OLD).is_some() {
            continue;
        }
        let help = "set `storageClassName`";
        match field("storageClassName") {
            None => {
                cx.report(claim.at(), format!("claim `{}` names no storage class", claim.name)).help(help);
            }
            Some(it) if it.as_str() == Some("") => {
                cx.report(it, format!("claim `{}` wants no storage class and names no volume", claim.name)).help(help);
            }
            Some(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn claim(metadata: &str, spec: &str) -> String {
        format!("apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {{name: c{metadata}}}\nspec: {spec}\n")
    }

    #[test]
    fn a_claim_for_a_volume_that_is_there_needs_no_class() {
        let rule = tester::of(&super::STORAGE_CLASS_NOT_SET);
        rule.fails(&claim("", "{storageClassName: ''}"));
        rule.passes(&claim("", "{storageClassName: '', volumeName: v}"));
        rule.passes(&claim("", "{storageClassName: '', selector: {matchLabels: {a: b}}}"));
        rule.passes(&claim(", annotations: {volume.beta.kubernetes.io/storage-class: fast}", "{}"));
        rule.fails("apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: s}\nspec: {volumeClaimTemplates: [{metadata: {name: d}, spec: {}}]}\n");
    }
}
