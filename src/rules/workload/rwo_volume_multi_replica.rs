//! `rwo-volume-multi-replica`

use crate::rule::prelude::*;

declare_rule! {
    /// Deployments whose pods share a volume that one node only can mount.
    ///
    /// ## Why is this bad?
    /// A second pod on another node waits for the volume for ever, and so does the new pod of a rolling update, which
    /// is started before the old one is gone.
    ///
    /// ## Fail
    /// ```yaml
    /// # file: web.yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   replicas: 2
    ///   template:
    ///     spec:
    ///       containers:
    ///         - name: app
    ///       volumes:
    ///         - name: data
    ///           persistentVolumeClaim: {claimName: data}
    /// # file: claim.yaml
    /// apiVersion: v1
    /// kind: PersistentVolumeClaim
    /// metadata: {name: data}
    /// spec:
    ///   accessModes: [ReadWriteOnce]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   replicas: 1
    ///   strategy: {type: Recreate}
    ///   template:
    ///     spec:
    ///       containers:
    ///         - name: app
    ///       volumes:
    ///         - name: data
    ///           persistentVolumeClaim: {claimName: data}
    /// ---
    /// apiVersion: v1
    /// kind: PersistentVolumeClaim
    /// metadata: {name: data}
    /// spec:
    ///   accessModes: [ReadWriteOnce]
    /// ```
    pub RWO_VOLUME_MULTI_REPLICA = "rwo-volume-multi-replica" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:833"],
        keys: ["persistentVolumeClaim"],
        check: Related(&[Kind::Deployment], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let (Some(pod), Some(spec)) = (Pod::of(resource), resource.spec()) else { return };
    let replicas = spec.get("replicas");
    let count = replicas.map_or(Some(1), Value::as_int);
    // A pod that is bound to a node meets its fellows there.
    let bound = pod.get("nodeName").is_some()
        || pod.get("nodeSelector").is_some_and(|it| it.get("kubernetes.io/hostname").is_some());
    let rolling = spec.path("strategy.type").and_then(Value::as_str) != Some("Recreate") && !has_no_surge(spec);
    let many = count.is_some_and(|it| it > 1);
    if bound || count == Some(0) || !many && !rolling {
        return;
    }
    for volume in pod.volumes() {
        let Some(at) = volume.path("persistentVolumeClaim.claimName") else { continue };
        let Some(name) = at.as_str() else { continue };
        let claim = index.find(Kind::PersistentVolumeClaim, name, resource).found();
        let Some((claim, mode)) = claim.and_then(|it| Some((it, single(it)?))) else { continue };
        let what = if many { "its replicas cannot all mount" } else { "a rolling update waits for" };
        let finding = cx.report(at, format!("{}: {what} the volume of claim `{name}`", resource.title()));
        finding.label(mode, format!("{} is for one node", claim.title()));
        if let Some(replicas) = replicas.filter(|_| many) {
            finding
                .label(replicas, "this many pods")
                .help("use a StatefulSet with a claim for each pod, or a volume that many nodes can mount");
        } else {
            finding.help("set `strategy.type: Recreate`, so that the old pod is gone before the new one starts");
        }
    }
}

/// The access modes, if all of them are for one node.
fn single(claim: Resource<'_>) -> Option<Value<'_>> {
    let modes = claim.path("spec.accessModes").filter(|it| !it.is_empty())?;
    modes.items().all(|it| matches!(it.as_str(), Some("ReadWriteOnce" | "ReadWriteOncePod"))).then_some(modes)
}

/// Whether an update starts no pod before one is gone.
fn has_no_surge(spec: Value<'_>) -> bool {
    spec.path("strategy.rollingUpdate.maxSurge").is_some_and(|it| matches!(it.text(), Some("0" | "0%")))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn both(spec: &str, modes: &str) -> String {
        format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: d}}\nspec: {{{spec}, template: {{spec: {{volumes: [{{name: v, persistentVolumeClaim: {{claimName: c}}}}]}}}}}}\n---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {{name: c}}\nspec: {{accessModes: {modes}}}\n"
        )
    }

    #[test]
    fn replicas_and_rolling_updates_count() {
        let rule = tester::of(&super::RWO_VOLUME_MULTI_REPLICA);
        rule.fails(&both("replicas: 3, strategy: {type: Recreate}", "[ReadWriteOncePod]"));
        rule.fails(&both("replicas: 1", "[ReadWriteOnce]"));
        rule.passes(&both(
            "replicas: 1, strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}",
            "[ReadWriteOnce]",
        ));
        rule.passes(&both("replicas: 0", "[ReadWriteOnce]"));
        rule.passes(&both("replicas: 3", "[ReadWriteMany]"));
        rule.passes(&both("replicas: 3", "[ReadWriteOnce, ReadOnlyMany]"));
    }

    #[test]
    fn a_claim_outside_the_input_is_not_guessed() {
        tester::of(&super::RWO_VOLUME_MULTI_REPLICA)
            .passes(&both("replicas: 3", "[ReadWriteOnce]").replace("claimName: c", "claimName: other"));
    }
}
