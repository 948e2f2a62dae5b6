//! `vs-mirror-host-not-found`

use crate::rule::prelude::*;

declare_rule! {
    /// Mirrors to a host that nothing answers at.
    ///
    /// ## Why is this bad?
    /// The copies of the requests are dropped, and nothing says so: what was to be tested with them never sees
    /// them.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web]
    ///   http:
    ///     - route: [{destination: {host: web}}]
    ///       mirror: {host: wbe}
    ///
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {selector: {app: web}, ports: [{name: http, port: 80}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, labels: {app: web}}
    /// spec: {containers: [{name: app}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web]
    ///   http:
    ///     - route: [{destination: {host: web}}]
    ///       mirror: {host: web}
    ///
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {selector: {app: web}, ports: [{name: http, port: 80}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, labels: {app: web}}
    /// spec: {containers: [{name: app}]}
    /// ```
    pub VS_MIRROR_HOST_NOT_FOUND = "vs-mirror-host-not-found" {
        severity: High,
        confidence: Medium,
        since: "0.1.0",
        refs: ["istioctl:IST0101", "kiali:KIA1101"],
        check: Related(&[Kind::VirtualService], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(service) = VirtualService::of(resource) else { return };
    for route in service.routes("http") {
        let several = route.list("mirrors").filter_map(|it| it.get("destination"));
        for mirror in route.get("mirror").into_iter().chain(several) {
            let Some((at, text)) = mirror.get("host").and_then(|it| Some((it, it.as_str()?))) else { continue };
            let host = Host::resolve(text, resource.namespace());
            if matches!(index.destination(host, resource), Destination::Missing) {
                cx.report(at, format!("the copies go to `{text}`, where nothing answers"))
                    .help("check the name; a host of another namespace is `name.namespace.svc.cluster.local`");
            }
        }
    }
}
