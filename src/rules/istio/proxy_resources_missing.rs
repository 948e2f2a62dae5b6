//! `proxy-resources-missing`

use crate::rule::prelude::*;

declare_rule! {
    /// Proxies without requests or limits.
    ///
    /// ## Why is this bad?
    /// Every pod of the mesh gets one more container. With `resources` emptied it may take the memory of its node from
    /// everyone else, and is the first to be ended when memory runs out. An annotation for one of the four figures
    /// replaces all of them: who sets the request alone loses the limits.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: install.istio.io/v1alpha1
    /// kind: IstioOperator
    /// metadata: {name: istio}
    /// spec: {values: {global: {proxy: {resources: {}}}}}
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: install.istio.io/v1alpha1
    /// kind: IstioOperator
    /// metadata: {name: istio}
    /// spec: {values: {global: {proxy: {resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 1Gi}}}}}}
    /// ```
    pub PROXY_RESOURCES_MISSING = "proxy-resources-missing" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:770"],
        check: Several(&[Check::Mesh(check_mesh), Check::Pod(check_pod)])
    }
}

fn check_mesh<'a>(document: &MeshDocument<'a>, _: &Index<'a>, cx: &mut Context<'_>) {
    let mesh = document.view();
    let Some(resources) = mesh.value("global.proxy").and_then(|it| it.get_raw("resources")) else { return };
    let is_empty = |it: Value<'_>| it.is_null() || it.is_mapping() && it.is_empty();
    let (at, what) = if is_empty(resources) {
        (resources, "neither requests nor limits")
    } else if let Some(limits) = resources.get_raw("limits").filter(|it| is_empty(*it)) {
        (limits, "no limits")
    } else if let Some(requests) = resources.get_raw("requests").filter(|it| is_empty(*it)) {
        (requests, "no requests")
    } else {
        return;
    };
    cx.report(mesh.at(at), format!("sidecars get {what}"))
        .help("leave out what is not to differ from the chart, or write requests and limits");
}

const REQUESTS: [&str; 2] = ["sidecar.istio.io/proxyCPU", "sidecar.istio.io/proxyMemory"];
const LIMITS: [&str; 2] = ["sidecar.istio.io/proxyCPULimit", "sidecar.istio.io/proxyMemoryLimit"];

fn check_pod(pod: Pod<'_>, cx: &mut Context<'_>) {
    let Some(annotations) = pod.template().path("metadata.annotations") else { return };
    let Some(request) = REQUESTS.iter().find_map(|it| annotations.get(it)) else { return };
    if LIMITS.iter().all(|it| annotations.get(it).is_none()) {
        cx.report(request, "the sidecar loses the limits of the mesh by this annotation")
            .help("set `sidecar.istio.io/proxyMemoryLimit` as well");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn null_is_empty_and_absent_is_the_default_of_the_chart() {
        let rule = tester::of(&super::PROXY_RESOURCES_MISSING);
        let of = |proxy: &str| {
            format!("# file: values.yaml\nmeshConfig: {{}}\nglobal: {{proxy: {{{proxy}}}}}\npilot: {{}}\n")
        };
        rule.fails(&of("resources: null"));
        rule.fails(&of("resources: {requests: {cpu: 1}, limits: {}}"));
        rule.passes(&of("logLevel: info"));
        rule.passes(&of("resources: {requests: {cpu: 1}}"));
    }

    #[test]
    fn one_annotation_replaces_all_figures() {
        let rule = tester::of(&super::PROXY_RESOURCES_MISSING);
        let of = |annotations: &str| {
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: p, annotations: {{{annotations}}}}}\nspec: {{containers: [{{name: a}}]}}\n"
            )
        };
        rule.fails(&of("sidecar.istio.io/proxyCPU: 100m, sidecar.istio.io/proxyMemory: 1Gi"));
        rule.passes(&of("sidecar.istio.io/proxyCPU: 100m, sidecar.istio.io/proxyMemoryLimit: 1Gi"));
        rule.passes(&of("sidecar.istio.io/proxyMemoryLimit: 1Gi"));
    }
}
