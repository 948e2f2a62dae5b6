//! `telemetry-provider-not-found`

use crate::rule::prelude::*;

declare_rule! {
    /// Telemetries that name a provider the mesh does not have.
    ///
    /// ## Why is this bad?
    /// The block has no effect: what it was to record is not recorded. The rule speaks where the mesh configuration
    /// is in the input.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: telemetry.istio.io/v1
    /// kind: Telemetry
    /// metadata: {name: web}
    /// spec:
    ///   tracing: [{providers: [{name: zipkni}]}]
    /// ---
    /// apiVersion: install.istio.io/v1alpha1
    /// kind: IstioOperator
    /// metadata: {name: mesh}
    /// spec: {meshConfig: {extensionProviders: [{name: zipkin, zipkin: {service: zipkin.obs.svc.cluster.local, port: 9411}}]}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: telemetry.istio.io/v1
    /// kind: Telemetry
    /// metadata: {name: web}
    /// spec:
    ///   tracing: [{providers: [{name: zipkin}]}]
    /// ---
    /// apiVersion: install.istio.io/v1alpha1
    /// kind: IstioOperator
    /// metadata: {name: mesh}
    /// spec: {meshConfig: {extensionProviders: [{name: zipkin, zipkin: {service: zipkin.obs.svc.cluster.local, port: 9411}}]}}
    /// ```
    pub TELEMETRY_PROVIDER_NOT_FOUND = "telemetry-provider-not-found" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["istioctl:IST0157"],
        check: Related(&[Kind::Telemetry], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    if !index.knows_mesh(resource) {
        return;
    }
    let mesh = index.mesh(resource);
    let has = |name: &str| {
        matches!(name, "prometheus" | "stackdriver" | "envoy")
            || mesh.is_some_and(|it| it.extension_providers().any(|it| it == name))
    };
    let blocks = ["tracing", "metrics", "accessLogging"]
        .into_iter()
        .flat_map(|it| resource.spec().into_iter().flat_map(move |spec| spec.list(it)));
    for at in blocks.flat_map(|it| it.list("providers")).filter_map(|it| it.get("name")) {
        let Some(name) = at.as_str().filter(|it| !has(it)) else { continue };
        cx.report(at, format!("the mesh has no provider `{name}`"))
            .help("declare it in `extensionProviders` of the mesh configuration");
    }
}
