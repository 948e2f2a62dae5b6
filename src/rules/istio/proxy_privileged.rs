//! `proxy-privileged`

use crate::rule::prelude::*;

declare_rule! {
    /// Sidecars with more power over the node than they need.
    ///
    /// ## Why is this bad?
    /// The sidecar runs in every pod and parses what strangers send. It needs no privilege once traffic is redirected: a privileged one,
    /// or one with further capabilities or core dumps, turns a flaw in the proxy into one of the node.
    ///
    /// ## Fail
    /// ```yaml
    /// # file: values.yaml
    /// global: {proxy: {privileged: true}}
    /// pilot: {}
    /// ```
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec: {containers: [{name: istio-proxy, image: auto, securityContext: {privileged: true}}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec: {containers: [{name: istio-proxy, image: auto, securityContext: {capabilities: {drop: [ALL]}}}]}
    /// ```
    pub PROXY_PRIVILEGED = "proxy-privileged" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["kyverno:service-mesh-disallow-capabilities", "cwe:250"],
        check: Several(&[Check::Mesh(check_mesh), Check::Container(check)])
    }
}

fn check_mesh<'a>(document: &MeshDocument<'a>, _: &Index<'a>, cx: &mut Context<'_>) {
    let mesh = document.view();
    for (path, what) in
        [("global.proxy.privileged", "is privileged"), ("global.proxy.enableCoreDump", "writes core dumps")]
    {
        if let Some(switch) = mesh.value(path).filter(|it| it.is_true()) {
            cx.report(mesh.at(switch), format!("every sidecar of the mesh {what}"))
                .help("remove the setting: it is off by default");
        }
    }
}

fn check(container: Container<'_>, cx: &mut Context<'_>) {
    if container.name() != "istio-proxy" {
        return;
    }
    if let Some(privileged) = container.security("privileged").filter(|it| it.is_true()) {
        cx.report(privileged, "the sidecar is privileged")
            .covers(&["privileged-container"])
            .help("remove it: the sidecar needs no privilege");
        return;
    }
    // `NET_ADMIN` is what TPROXY takes, the other what a gateway on low ports took.
    const KNOWN: [&str; 4] = ["NET_ADMIN", "NET_RAW", "NET_BIND_SERVICE", "ALL"];
    let added = container.security("capabilities").into_iter().flat_map(|it| it.list("add"));
    for capability in added.filter(|it| it.text().is_some_and(|it| it == "ALL" || !KNOWN.contains(&it))) {
        cx.report(capability, format!("the sidecar has `{}`", capability.text().unwrap_or_default()))
            .help("drop the capability: the sidecar does not need it");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn what_tproxy_and_gateways_take_is_no_surprise() {
        let rule = tester::of(&super::PROXY_PRIVILEGED);
        let of = |security: &str| {
            tester::pod(&format!("{{containers: [{{name: istio-proxy, securityContext: {security}}}]}}"))
        };
        rule.fails(&of("{capabilities: {add: [SYS_ADMIN]}}"));
        rule.fails(&of("{capabilities: {add: [ALL]}}"));
        rule.passes(&of("{capabilities: {add: [NET_ADMIN]}}"));
        rule.passes(&tester::container("securityContext: {privileged: true}"));
        rule.fails("apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: i}\nspec: {values: {global: {proxy: {enableCoreDump: true}}}}\n");
    }
}
