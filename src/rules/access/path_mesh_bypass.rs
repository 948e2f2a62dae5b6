//! `path-mesh-bypass`

use super::mesh_gap::gap;
use crate::rule::prelude::*;

declare_rule! {
    /// Pods that only policies of the mesh guard, with a way around the mesh for a pod that strangers reach.
    ///
    /// ## Why is this bad?
    /// An AuthorizationPolicy holds where a proxy of the mesh takes the connection. At a port that is kept from the sidecar, or in
    /// the network of the node, the application answers whoever comes: what was meant to keep an exposed pod from calling this one
    /// is not asked. No network policy stops it either.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio-injection: enabled}}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, namespace: shop}
    /// spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop, labels: {app: web}}
    /// spec: {containers: [{name: web, image: shop}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: payments
    ///   namespace: shop
    ///   labels: {app: payments}
    ///   annotations: {traffic.sidecar.istio.io/excludeInboundPorts: "9090"}
    /// spec: {containers: [{name: payments, image: payments, ports: [{containerPort: 9090}]}]}
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: payments, namespace: shop}
    /// spec:
    ///   selector: {matchLabels: {app: payments}}
    ///   rules: [{from: [{source: {principals: [cluster.local/ns/shop/sa/checkout]}}]}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio-injection: enabled}}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, namespace: shop}
    /// spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop, labels: {app: web}}
    /// spec: {containers: [{name: web, image: shop}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: payments, namespace: shop, labels: {app: payments}}
    /// spec: {containers: [{name: payments, image: payments, ports: [{containerPort: 9090}]}]}
    /// ---
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: payments, namespace: shop}
    /// spec:
    ///   selector: {matchLabels: {app: payments}}
    ///   rules: [{from: [{source: {principals: [cluster.local/ns/shop/sa/checkout]}}]}]
    /// ```
    pub PATH_MESH_BYPASS = "path-mesh-bypass" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:288", "cwe:284"],
        keys: ["istio.io/", "hostNetwork"],
        check: Related(Kind::WITH_PODS, check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for pod in Pod::all(resource).filter(|it| !it.is_open()) {
        let Some((at, how, port)) = gap(pod, index) else { continue };
        let Some(policy) = index.policies_on(pod).find(restricts) else { continue };
        let port_of = PortOf { protocol: Protocol::Tcp, number: port };
        let reaches = |caller: &&Pod<'a>| {
            caller.spec() != pod.spec()
                && index.same_cluster(caller.resource(), resource)
                && index.may_reach(Endpoint::Pod(**caller), Endpoint::Pod(pod), port_of).verdict() == Verdict::Allowed
        };
        let Some(caller) = index.exposed_pods().iter().find(reaches) else { continue };
        let door = port.map(|it| format!("port {it} of ")).unwrap_or_default();
        let message = format!(
            "{}, which strangers reach, gets to {door}{} past its policies",
            caller.resource().title(),
            resource.title()
        );
        let finding = cx.report(at, message);
        finding
            .caption(how)
            .help("let the mesh have the port, or guard it with a NetworkPolicy as well")
            .covers(&["exclude-inbound-ports", "bypass-inbound-capture"]);
        for step in index.way_in(*caller) {
            finding.label(step.span(), step.text.as_str());
        }
        finding.label(policy.resource(), "says who may call it, and is not asked");
    }
}

/// Whether a policy of the mesh keeps somebody out.
fn restricts(policy: &AuthorizationPolicy<'_>) -> bool {
    let open =
        || policy.rules().any(|it| it.get("from").is_none() && it.get("to").is_none() && it.get("when").is_none());
    !policy.is_dry_run()
        && match policy.action() {
            AuthorizationAction::Allow => !open(),
            AuthorizationAction::Deny | AuthorizationAction::Custom => policy.rules().next().is_some(),
            AuthorizationAction::Audit | AuthorizationAction::Unknown => false,
        }
}

#[cfg(test)]
mod tests;
