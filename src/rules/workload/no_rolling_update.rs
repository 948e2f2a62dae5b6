//! `no-rolling-update`

use crate::rule::prelude::*;

declare_rule! {
    /// Workloads that are not updated pod by pod.
    ///
    /// ## Why is this bad?
    /// `Recreate` ends all pods of a Deployment before it starts new ones, so each update is an outage. `OnDelete`
    /// leaves old pods running, with their old vulnerabilities, until someone deletes them.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   strategy: {type: Recreate}
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       containers:
    ///         - name: app
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   strategy: {type: RollingUpdate}
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       containers:
    ///         - name: app
    /// ```
    pub NO_ROLLING_UPDATE = "no-rolling-update" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["kube-linter:no-rolling-update-strategy", "kube-score:deployment-strategy", "kubescape:C-0305"],
        check: Resource(&[Kind::Deployment, Kind::StatefulSet, Kind::DaemonSet], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(spec) = resource.spec() else { return };
    let (field, bad) = match resource.kind() {
        Kind::Deployment => ("strategy", "Recreate"),
        _ => ("updateStrategy", "OnDelete"),
    };
    let Some(at) = spec.get(field).and_then(|it| it.get("type")).filter(|it| it.as_str() == Some(bad)) else { return };
    // A volume that only one node can mount leaves no choice.
    let claims = |pod: Pod<'_>| pod.volumes().any(|it| it.get("persistentVolumeClaim").is_some());
    if bad == "Recreate" && Pod::of(resource).is_some_and(claims) {
        return;
    }
    let what =
        if bad == "Recreate" { "ends all its pods before an update" } else { "updates a pod only once it is deleted" };
    cx.report(at, format!("{} {what}", resource.title()))
        .help("use `RollingUpdate`, if old and new pods can run side by side");
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn every_kind_has_its_own_word() {
        let rule = tester::of(&super::NO_ROLLING_UPDATE);
        let of = |kind: &str, spec: &str| {
            format!("apiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: w}}\nspec: {{{spec}}}\n")
        };
        rule.fails(&of("StatefulSet", "updateStrategy: {type: OnDelete}"));
        rule.fails(&of("DaemonSet", "updateStrategy: {type: OnDelete}"));
        rule.passes(&of("Deployment", ""));
        rule.passes(&of("Deployment", "strategy: {type: Recreate}, template: {spec: {volumes: [{name: d, persistentVolumeClaim: {claimName: d}}]}}"));
    }
}
