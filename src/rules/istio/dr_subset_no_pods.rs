//! `dr-subset-no-pods`

use crate::rule::prelude::*;

declare_rule! {
    /// Subsets whose labels no pod of the Service has.
    ///
    /// ## Why is this bad?
    /// Requests that are routed to the subset get 503: there is nothing behind it.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: web}
    /// spec:
    ///   host: web
    ///   subsets: [{name: v2, labels: {version: v2}}]
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
    /// kind: DestinationRule
    /// metadata: {name: web}
    /// spec:
    ///   host: web
    ///   subsets: [{name: v1, labels: {version: v1}}]
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
    pub DR_SUBSET_NO_PODS = "dr-subset-no-pods" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["istioctl:IST0173", "kiali:KIA0203"],
        check: Related(&[Kind::DestinationRule], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(host) = DestinationRule::of(resource).and_then(DestinationRule::host) else { return };
    // Workloads outside of the cluster have labels, too.
    if index.has_kind(Kind::WorkloadEntry) || index.has_kind(Kind::WorkloadGroup) {
        return;
    }
    let Some(subsets) = resource.path("spec.subsets") else { return };
    let Destination::Found(found) = index.destination(host, resource) else { return };
    let mut pods: Vec<Pod<'a>> = Vec::new();
    for service in found {
        let selector = Service::of(service).and_then(Service::selector).filter(|it| !it.is_empty());
        let Some(Selected::Pods(some)) = selector.map(|it| index.pick(&it, service)) else { return };
        pods.extend(some);
    }
    for subset in subsets.items() {
        let Some(labels) = subset.get("labels").filter(|it| !it.is_empty()) else { continue };
        let wanted = Selector::of_map(labels);
        // Nodes and the control plane add these when the pod runs.
        let added =
            |key: &str| key.starts_with("topology.") || key.contains("kubernetes.io/") || key.contains("istio.io/");
        if wanted.equal().iter().any(|it| added(it.0)) || pods.iter().any(|it| wanted.matches(it.labels())) {
            continue;
        }
        let name = subset.str("name").unwrap_or_default();
        cx.report(labels, format!("no pod of `{}` has the labels of subset `{name}`", host.key()))
            .help("use labels of the pod template, or deploy the pods first");
    }
}
