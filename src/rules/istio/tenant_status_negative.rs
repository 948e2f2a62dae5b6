//! `tenant-status-negative`

use crate::rule::prelude::*;

declare_rule! {
    /// Objects that the mesh has refused.
    ///
    /// ## Why is this bad?
    /// The status of an object in a dump of a cluster says that it, or a part of it, was not put to work: what the text
    /// above says is not what the mesh does.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: {name: web, namespace: shop}
    /// spec: {parentRefs: [{name: edge}], rules: [{backendRefs: [{name: web, port: 80}]}]}
    /// status:
    ///   parents:
    ///     - parentRef: {name: edge}
    ///       conditions: [{type: ResolvedRefs, status: "False", reason: BackendNotFound, message: no such Service}]
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: {name: web, namespace: shop}
    /// spec: {parentRefs: [{name: edge}], rules: [{backendRefs: [{name: web, port: 80}]}]}
    /// status:
    ///   parents:
    ///     - parentRef: {name: edge}
    ///       conditions: [{type: ResolvedRefs, status: "True", reason: ResolvedRefs, message: ""}]
    /// ```
    pub TENANT_STATUS_NEGATIVE = "tenant-status-negative" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0171"],
        keys: ["conditions"],
        check: Resource(&KINDS, check)
    }
}

const KINDS: [Kind; 18] = [
    Kind::Service,
    Kind::GatewayApiGateway,
    Kind::HttpRoute,
    Kind::GrpcRoute,
    Kind::TcpRoute,
    Kind::TlsRoute,
    Kind::AuthorizationPolicy,
    Kind::RequestAuthentication,
    Kind::PeerAuthentication,
    Kind::ServiceEntry,
    Kind::WorkloadEntry,
    Kind::VirtualService,
    Kind::DestinationRule,
    Kind::IstioGateway,
    Kind::Sidecar,
    Kind::EnvoyFilter,
    Kind::Telemetry,
    Kind::WasmPlugin,
];

/// Conditions that are good where they are true.
const GOOD: [&str; 7] = [
    "Accepted",
    "Programmed",
    "ResolvedRefs",
    "Reconciled",
    "istio.io/WaypointBound",
    "ZtunnelAccepted",
    "WaypointAccepted",
];

/// Conditions that are bad where they are true.
const BAD: [&str; 2] = ["Conflicted", "PartiallyInvalid"];

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(status) = resource.root().get("status") else { return };
    let parts = status.list("parents").chain(status.list("listeners"));
    for condition in status.list("conditions").chain(parts.flat_map(|it| it.list("conditions"))) {
        let word = |field: &str| condition.get(field).and_then(Value::text).unwrap_or_default();
        let (kind, reason) = (word("type"), word("reason"));
        let refused = GOOD.contains(&kind) && (word("status") == "False" || reason == "PartiallyInvalid")
            || BAD.contains(&kind) && word("status") == "True";
        if refused {
            let why = if reason.is_empty() { String::new() } else { format!(" (`{reason}`)") };
            cx.report(condition.get("status").unwrap_or(condition), format!("`{kind}` is `{}`{why}", word("status")))
                .help("mend what the message of the condition says, and look at the status anew");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn what_is_good_must_be_true_and_what_is_bad_must_not() {
        let rule = tester::of(&super::TENANT_STATUS_NEGATIVE);
        let of = |status: &str| {
            format!(
                "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {{name: g}}\nstatus: {{{status}}}\n"
            )
        };
        rule.fails(&of("conditions: [{type: Programmed, status: 'False'}]"));
        rule.fails(&of("listeners: [{conditions: [{type: Conflicted, status: 'True'}]}]"));
        rule.fails(&of("conditions: [{type: WaypointAccepted, status: 'True', reason: PartiallyInvalid}]"));
        rule.passes(&of("conditions: [{type: Accepted, status: 'True'}, {type: Conflicted, status: 'False'}, {type: Own, status: 'False'}]"));
        rule.passes(&of("addresses: []"));
    }
}
