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
    let mut endpoints: Vec<Value<'a>> = Vec::new();
    for service in found {
        let listed = service.path("spec.endpoints").filter(|it| service.kind() == Kind::ServiceEntry && !it.is_empty());
        if let Some(listed) = listed {
            endpoints.extend(listed.items());
            continue;
        }
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
        let has = |it: &Value<'a>| wanted.matches(it.get("labels"));
        if wanted.equal().iter().any(|it| added(it.0))
            || pods.iter().any(|it| wanted.matches(it.labels()))
            || endpoints.iter().any(has)
        {
            continue;
        }
        let name = subset.str("name").unwrap_or_default();
        let what = if pods.is_empty() { "endpoint" } else { "pod" };
        cx.report(labels, format!("no {what} of `{}` has the labels of subset `{name}`", host.key()))
            .help("use labels of the pod template, or deploy the pods first");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(subset: &str, more: &str) -> String {
        format!(
            "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {{name: d, namespace: a}}\nspec: {{host: s, subsets: [{{name: x, labels: {{{subset}}}}}]}}\n---\n{more}"
        )
    }

    fn service(kind: &str, labels: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Service\nmetadata: {{name: s, namespace: a}}\nspec: {{selector: {{app: s}}}}\n---\napiVersion: {kind}\nmetadata: {{name: w, namespace: a}}\nspec: {{template: {{metadata: {{labels: {{{labels}}}}}, spec: {{containers: [{{name: c}}]}}}}}}\n"
        )
    }

    #[test]
    fn every_kind_of_workload_has_pods() {
        let rule = tester::of(&super::DR_SUBSET_NO_PODS);
        for kind in ["apps/v1\nkind: StatefulSet", "argoproj.io/v1alpha1\nkind: Rollout", "batch/v1\nkind: Job"] {
            rule.passes(&of("version: v1", &service(kind, "app: s, version: v1")));
            rule.fails(&of("version: v1", &service(kind, "app: s, version: v2")));
        }
        let one = service("apps/v1\nkind: Deployment", "app: s");
        rule.passes(&of("topology.istio.io/cluster: c1", &one));
        rule.passes(&of("version: v1", &one.replace("selector: {app: s}", "clusterIP: None")));
        rule.passes(&of("version: v1", &(one + "---\napiVersion: networking.istio.io/v1\nkind: WorkloadEntry\nmetadata: {name: e, namespace: a}\nspec: {address: 192.0.2.1}\n")));
    }

    #[test]
    fn endpoints_of_an_entry_have_labels_too() {
        let rule = tester::of(&super::DR_SUBSET_NO_PODS);
        let entry = "apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: e, namespace: a}\nspec: {hosts: [e.com], endpoints: [{address: 192.0.2.1, labels: {version: v1}}]}\n";
        rule.passes(&of("version: v1", entry).replace("host: s", "host: e.com"));
        rule.fails(&of("version: v2", entry).replace("host: s", "host: e.com"));
    }
}
