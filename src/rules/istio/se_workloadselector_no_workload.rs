//! `se-workloadselector-no-workload`

use crate::rule::prelude::*;

declare_rule! {
    /// ServiceEntries whose selector fits no workload.
    ///
    /// ## Why is this bad?
    /// The entry has no endpoints: every connection to it fails.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: ServiceEntry
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [db.example.com]
    ///   ports: [{number: 5432, name: tcp, protocol: TCP}]
    ///   resolution: STATIC
    ///   workloadSelector: {labels: {app: db}}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, labels: {app: web, version: v1}}
    /// spec: {containers: [{name: app}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: ServiceEntry
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [db.example.com]
    ///   ports: [{number: 5432, name: tcp, protocol: TCP}]
    ///   resolution: STATIC
    ///   workloadSelector: {labels: {app: web}}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, labels: {app: web, version: v1}}
    /// spec: {containers: [{name: app}]}
    /// ```
    pub SE_WORKLOADSELECTOR_NO_WORKLOAD = "se-workloadselector-no-workload" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kiali:KIA0004"],
        check: Related(&[Kind::ServiceEntry], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(labels) = resource.path("spec.workloadSelector.labels").filter(|it| !it.is_empty()) else { return };
    let selector = Selector::of_map(labels);
    let entries = index.in_namespace(Kind::WorkloadEntry, resource.namespace());
    let mut entries = entries.map(|it| (it.path("spec.labels"), it.path("metadata.labels")));
    let grouped = index.in_namespace(Kind::WorkloadGroup, resource.namespace()).next().is_some();
    if grouped
        || entries.any(|it| selector.matches(it.0) || selector.matches(it.1))
        || !matches!(index.pick(&selector, resource), Selected::Nothing)
    {
        return;
    }
    cx.report(labels, "no workload of the namespace has these labels")
        .help("write the labels of the pods or WorkloadEntries");
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn machines_are_workloads_too() {
        let rule = tester::of(&super::SE_WORKLOADSELECTOR_NO_WORKLOAD);
        let of = |name: &str, place: &str, spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {{name: {name}, namespace: {place}}}\nspec: {spec}\n---\n"
            )
        };

        let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: a, labels: {app: x}}\nspec: {containers: []}\n---\n";
        let with = |app: &str| of("s", "a", &format!("{{workloadSelector: {{labels: {{app: {app}}}}}}}")) + pod;
        rule.passes(&with("x"));
        rule.fails(&with("y"));
        let entry = "apiVersion: networking.istio.io/v1\nkind: WorkloadEntry\nmetadata: {name: w, namespace: a}\nspec: {address: 192.0.2.1, labels: {app: y}}\n";
        rule.passes(&(with("y") + entry));
        rule.passes(&(with("y") + &entry.replace("WorkloadEntry", "WorkloadGroup")));
    }
}
