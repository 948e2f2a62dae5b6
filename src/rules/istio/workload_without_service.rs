//! `workload-without-service`

use crate::rule::prelude::*;

declare_rule! {
    /// Workloads of the mesh that no Service selects.
    ///
    /// ## Why is this bad?
    /// The mesh learns about protocols, routes and subsets from Services. A pod without one cannot be called by name;
    /// what its ports speak is guessed, and inbound rules of the mesh for it have nothing to go by.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio-injection: enabled}}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec: {template: {metadata: {labels: {app: web}}, spec: {containers: [{name: app, image: "web:1.2"}]}}}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, namespace: shop}
    /// spec: {selector: {app: wbe}, ports: [{name: http, port: 80}]}
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio-injection: enabled}}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec: {template: {metadata: {labels: {app: web}}, spec: {containers: [{name: app, image: "web:1.2"}]}}}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, namespace: shop}
    /// spec: {selector: {app: web}, ports: [{name: http, port: 80}]}
    /// ```
    pub WORKLOAD_WITHOUT_SERVICE = "workload-without-service" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: [],
        check: Related(&[Kind::Deployment, Kind::StatefulSet, Kind::DaemonSet, Kind::Rollout], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for pod in Pod::all(resource) {
        let Some(at) = index.data_plane(pod).enrolled() else { continue };
        if index.services_of(pod).next().is_some() || may_be_selected(pod, index) {
            continue;
        }
        cx.report(resource, format!("no Service selects the pods of {}", resource.title()))
            .label(at, "in the mesh by this")
            .help("add a Service for the pods, with ports that tell their protocol");
    }
}

/// Whether a Service that the input does not hold, or does not place, may select a pod.
fn may_be_selected<'a>(pod: Pod<'a>, index: &Index<'a>) -> bool {
    let near = pod.resource();
    let open = index.in_namespace(Kind::Service, None).filter_map(Service::of);
    let fits = |it: Service<'a>| it.selector().is_some_and(|it| it.matches(pod.labels()));
    let held = index.in_namespace(Kind::Service, near.namespace()).next().is_some();
    !held || !index.owns(near.namespace(), near) || open.into_iter().any(fits)
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_where_the_services_of_the_namespace_are_in_view() {
        let rule = tester::of(&super::WORKLOAD_WITHOUT_SERVICE);
        let (ns, work) = (
            "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {istio-injection: enabled}}\n---\n",
            "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: web, namespace: shop}\nspec: {template: {metadata: {labels: {app: web, sidecar.istio.io/inject: 'true'}}, spec: {containers: [{name: a}]}}}\n---\n",
        );
        rule.passes(work);
        let other =
            "apiVersion: v1\nkind: Service\nmetadata: {name: o, namespace: shop}\nspec: {selector: {app: other}}\n";
        rule.passes(&format!("{ns}{work}"));
        rule.fails(&format!("{ns}{work}{other}"));
        rule.passes(&format!("{}{work}", ns.replace("enabled", "disabled")));
        rule.passes(&format!(
            "{ns}{work}apiVersion: v1\nkind: Service\nmetadata: {{name: s}}\nspec: {{selector: {{app: web}}}}\n"
        ));
    }
}
