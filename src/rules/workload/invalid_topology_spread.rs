//! `invalid-topology-spread`

use super::no_pod_spreading::labels;
use crate::rule::prelude::*;

declare_rule! {
    /// Spread constraints that the API server refuses, or that spread nothing.
    ///
    /// ## Why is this bad?
    /// A constraint needs a positive `maxSkew`, a `topologyKey` and a `whenUnsatisfiable` that exists; without them
    /// the workload is refused. Without a `labelSelector` it is accepted, counts no pod, and spreads none.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       topologySpreadConstraints:
    ///         - maxSkew: 1
    ///           topologyKey: kubernetes.io/hostname
    ///           whenUnsatisfiable: ScheduleAnyway
    ///       containers:
    ///         - name: app
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       topologySpreadConstraints:
    ///         - maxSkew: 1
    ///           topologyKey: kubernetes.io/hostname
    ///           whenUnsatisfiable: ScheduleAnyway
    ///           labelSelector: {matchLabels: {app: web}}
    ///       containers:
    ///         - name: app
    /// ```
    pub INVALID_TOPOLOGY_SPREAD = "invalid-topology-spread" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["kube-score:pod-topology-spread-constraints"],
        keys: ["topologySpreadConstraints"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    for constraint in pod.spec().list("topologySpreadConstraints").filter(|it| it.is_mapping()) {
        if let Some((at, what, help)) = refused(constraint) {
            cx.report(at, format!("the API server refuses the spread constraint: {what}")).help(help);
        } else if constraint.get("labelSelector").is_none() {
            let finding = cx.report(constraint, "the spread constraint has no selector, so it counts no pod");
            finding.severity(Severity::Medium).help("set `labelSelector` to the labels of these pods");
            let own = if pod.resource().kind() == Kind::Pod { None } else { selector(pod.resource()) };
            if let Some(labels) = own.or(pod.labels()).and_then(labels) {
                let edits = Edit::insert_entry(constraint, "labelSelector", &format!("{{matchLabels: {{{labels}}}}}"));
                finding.fix(Safety::Unsafe, "count the pods of this workload", edits);
            }
        }
    }
}

fn selector(resource: Resource<'_>) -> Option<Value<'_>> {
    resource.path("spec.selector.matchLabels")
}

/// Why the API server refuses a constraint, where, and what to do.
fn refused(constraint: Value<'_>) -> Option<(Value<'_>, String, &'static str)> {
    let positive = |key| constraint.get(key).filter(|it| it.as_int().is_some_and(|it| it <= 0));
    let missing = |key: &str| (constraint, format!("it has no `{key}`"));
    const NUMBER: &str = "write a number of at least 1";
    if let Some(at) = positive("maxSkew").or_else(|| positive("minDomains")) {
        return Some((at, format!("`{}` is not above zero", at.key_text().unwrap_or_default()), NUMBER));
    }
    if constraint.get("maxSkew").is_none() {
        let (at, what) = missing("maxSkew");
        return Some((at, what, NUMBER));
    }
    const KEY: &str = "name a label of nodes, such as `kubernetes.io/hostname`";
    match constraint.get("topologyKey") {
        None => {
            let (at, what) = missing("topologyKey");
            return Some((at, what, KEY));
        }
        Some(it) if it.as_str() == Some("") => return Some((it, "`topologyKey` is empty".to_owned(), KEY)),
        Some(_) => {}
    }
    const WHEN: &str = "use `DoNotSchedule` or `ScheduleAnyway`";
    match constraint.get("whenUnsatisfiable").map(|it| (it, it.text().unwrap_or_default())) {
        None => {
            let (at, what) = missing("whenUnsatisfiable");
            Some((at, what, WHEN))
        }
        Some((_, "DoNotSchedule")) => None,
        Some((_, "ScheduleAnyway")) => {
            let at = constraint.get("minDomains")?;
            Some((at, "`minDomains` asks for `DoNotSchedule`".to_owned(), "delete it, or use `DoNotSchedule`"))
        }
        Some((it, text)) => Some((it, format!("`{text}` is no `whenUnsatisfiable`"), WHEN)),
    }
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::tester;

    #[test]
    fn what_the_server_refuses_is_worse_than_what_does_nothing() {
        let rule = tester::of(&super::INVALID_TOPOLOGY_SPREAD);
        let of = |fields: &str| {
            tester::pod(&format!("{{containers: [{{name: a}}], topologySpreadConstraints: [{{{fields}}}]}}"))
        };
        let good = "maxSkew: 1, topologyKey: a, whenUnsatisfiable: DoNotSchedule, labelSelector: {}";
        rule.passes(&of(good));
        assert_eq!(rule.fails(&of(&good.replace("{}", "null"))).severity, Severity::Medium);
        for (from, to) in [
            ("Skew: 1", "Skew: 0"),
            ("maxSkew: 1, ", ""),
            ("topologyKey: a, ", ""),
            ("Key: a", "Key: ''"),
            ("DoNotSchedule", "Never"),
            ("whenUnsatisfiable: DoNotSchedule, ", ""),
            ("maxSkew: 1", "maxSkew: 1, minDomains: 0"),
            ("DoNotSchedule", "ScheduleAnyway, minDomains: 2"),
        ] {
            assert_eq!(rule.fails(&of(&good.replace(from, to))).severity, Severity::High, "{to}");
        }
        rule.passes(&of(&good.replace("maxSkew: 1", "maxSkew: 1, minDomains: 2")));
    }
}
