//! `gateway-credential-not-found`

use crate::manifest::gateway_servers;
use crate::rule::prelude::*;

declare_rule! {
    /// Credentials of a Gateway that are no Secret where its pods are.
    ///
    /// ## Why is this bad?
    /// The Secret is read in the namespace of the gateway pods, not in that of the Gateway. Without it the server
    /// is not opened: connections are refused.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: web, namespace: infra}
    /// spec:
    ///   selector: {istio: edge}
    ///   servers: [{port: {number: 443, name: https, protocol: HTTPS}, hosts: [web.example.com], tls: {mode: SIMPLE, credentialName: web-tsl}}]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: edge, namespace: infra, labels: {istio: edge}}
    /// spec: {containers: [{name: istio-proxy, ports: [{containerPort: 8080}]}]}
    /// ---
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: infra}
    /// ---
    /// apiVersion: v1
    /// kind: Secret
    /// metadata: {name: web-tls, namespace: infra}
    /// type: kubernetes.io/tls
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: web, namespace: infra}
    /// spec:
    ///   selector: {istio: edge}
    ///   servers: [{port: {number: 443, name: https, protocol: HTTPS}, hosts: [web.example.com], tls: {mode: SIMPLE, credentialName: web-tls}}]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: edge, namespace: infra, labels: {istio: edge}}
    /// spec: {containers: [{name: istio-proxy, ports: [{containerPort: 8080}]}]}
    /// ---
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: infra}
    /// ---
    /// apiVersion: v1
    /// kind: Secret
    /// metadata: {name: web-tls, namespace: infra}
    /// type: kubernetes.io/tls
    /// ```
    pub GATEWAY_CREDENTIAL_NOT_FOUND = "gateway-credential-not-found" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["istioctl:IST0101"],
        check: Related(&[Kind::IstioGateway], check)
    }
}

/// What makes Secrets of names that the input may not tell.
const MAKERS: [Kind; 4] =
    [Kind::CertManagerCertificate, Kind::ExternalSecret, Kind::SealedSecret, Kind::SecretProviderClass];

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let pods = index.gateway_pods(resource);
    let Some(first) = pods.first() else { return };
    let place = first.resource().namespace();
    let many = pods.iter().any(|it| it.resource().namespace() != place);
    // Who writes Secrets into the repository writes all of them there.
    let held = index.closes(Kind::Secret) || index.in_namespace(Kind::Secret, place).any(|it| !index.is_outline(it));
    if many || !held || MAKERS.iter().any(|it| index.in_namespace(*it, place).next().is_some()) {
        return;
    }
    for tls in gateway_servers(resource).filter_map(|it| it.get("tls")) {
        let named = tls.get("credentialName").into_iter().chain(tls.list("credentialNames"));
        for (at, name) in
            named.filter_map(|it| Some((it, it.as_str()?))).filter(|it| !it.1.is_empty() && !it.1.contains("://"))
        {
            if matches!(index.find_in(Kind::Secret, name, place, first.resource()), Lookup::Missing)
                && !index.may_be_made(Kind::Secret, name, first.resource())
            {
                let message = match place {
                    Some(place) => {
                        format!("there is no Secret `{name}` in namespace `{place}`, where the gateway runs")
                    }
                    None => format!("there is no Secret `{name}` beside the pods of the gateway"),
                };
                cx.report(at, message).help("create the Secret in the namespace of the gateway pods");
            }
        }
    }
}
