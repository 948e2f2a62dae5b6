//! `service-deprecated-topology`

use crate::rule::prelude::*;

declare_rule! {
    /// Services that ask for traffic near the client in words that have been replaced.
    ///
    /// ## Why is this bad?
    /// The annotation `service.kubernetes.io/topology-aware-hints` is now `service.kubernetes.io/topology-mode`,
    /// and `PreferClose` is now `PreferSameZone`, which says what it does. The API server warns about the old ones.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec:
    ///   trafficDistribution: PreferClose
    ///   selector: {app: web}
    ///   ports: [{port: 80}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec:
    ///   trafficDistribution: PreferSameZone
    ///   selector: {app: web}
    ///   ports: [{port: 80}]
    /// ```
    pub SERVICE_DEPRECATED_TOPOLOGY = "service-deprecated-topology" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:477"],
        check: Resource(&[Kind::Service], check)
    }
}

const OLD: &str = "service.kubernetes.io/topology-aware-hints";
const NEW: &str = "service.kubernetes.io/topology-mode";
/// First versions with the new words.
const MODE: Version = Version::new(1, 27);
const SAME_ZONE: Version = Version::new(1, 34);

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let version = cx.kubernetes_version();
    if let Some(hints) = resource.annotation(OLD).filter(|_| version >= MODE) {
        let Some(key) = hints.key() else { return };
        let edits = match resource.annotation(NEW) {
            Some(_) => Edit::remove_entry(hints),
            None => Edit::set_scalar(key, NEW),
        };
        cx.report(key, format!("the annotation `{OLD}` is deprecated")).help(format!("use `{NEW}`")).fix(
            Safety::Safe,
            "use the new annotation",
            edits,
        );
    }
    let distribution = resource.path("spec.trafficDistribution").filter(|it| it.text() == Some("PreferClose"));
    if let Some(at) = distribution.filter(|_| version >= SAME_ZONE) {
        cx.report(at, "the traffic distribution `PreferClose` is deprecated")
            .help("use `PreferSameZone`, which is the same")
            .fix(Safety::Safe, "use the new word", Edit::set_scalar(at, "PreferSameZone"));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_version_of_the_cluster_knows_the_new_words() {
        let hints = "apiVersion: v1\nkind: Service\nmetadata:\n  name: s\n  annotations: {service.kubernetes.io/topology-aware-hints: auto}\n";
        let fix = tester::of(&super::SERVICE_DEPRECATED_TOPOLOGY).fails(hints).fix.unwrap();
        assert_eq!(fix.edits[0].text, super::NEW);
        tester::of(&super::SERVICE_DEPRECATED_TOPOLOGY).kubernetes("1.26").passes(hints);
        let close = "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {trafficDistribution: PreferClose}\n";
        tester::of(&super::SERVICE_DEPRECATED_TOPOLOGY).fails(close);
        tester::of(&super::SERVICE_DEPRECATED_TOPOLOGY).kubernetes("1.33").passes(close);
    }
}
