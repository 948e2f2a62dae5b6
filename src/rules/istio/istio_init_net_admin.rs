//! `istio-init-net-admin`

use crate::rule::prelude::*;

declare_rule! {
    /// Pods of the mesh that need NET_ADMIN to redirect their own traffic.
    ///
    /// ## Why is this bad?
    /// Without Istio's CNI plugin every pod starts with a container that may change the network and open raw sockets. Whoever deploys
    /// to the mesh then needs the right to do so, and Pod Security `baseline` cannot be enforced.
    ///
    /// ## Fail
    /// ```yaml
    /// # file: values.yaml
    /// pilot: {cni: {enabled: false}}
    /// global: {}
    /// ```
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   initContainers: [{name: istio-init, image: docker.io/istio/proxyv2:1.24.2, securityContext: {capabilities: {add: [NET_ADMIN, NET_RAW]}}}]
    ///   containers: [{name: web}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// # file: values.yaml
    /// pilot: {cni: {enabled: true}}
    /// global: {}
    /// ```
    pub ISTIO_INIT_NET_ADMIN = "istio-init-net-admin" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["kyverno:service-mesh-disallow-capabilities", "cwe:250"],
        check: Several(&[Check::Mesh(check_mesh), Check::Container(check)])
    }
}

const HELP: &str = "install Istio's CNI plugin, or use ambient mode: both redirect traffic from outside of the pod";

fn check_mesh<'a>(document: &MeshDocument<'a>, _: &Index<'a>, cx: &mut Context<'_>) {
    let mesh = document.view();
    let values = ["pilot.cni.enabled", "istio_cni.enabled", "cni.enabled"].into_iter().filter_map(|it| mesh.value(it));
    let mut all = values.chain(mesh.field("spec.components.cni.enabled"));
    if let Some(switch) = all.next().filter(|it| it.is_false()) {
        cx.report(mesh.at(switch), "every pod of the mesh starts with a container that has `NET_ADMIN`").help(HELP);
    }
}

fn check(container: Container<'_>, cx: &mut Context<'_>) {
    if container.name() != "istio-init" || container.class() != ContainerClass::Init {
        return;
    }
    let mut added = container.security("capabilities").into_iter().flat_map(|it| it.list("add"));
    if let Some(capability) = added.find(|it| matches!(it.text(), Some("NET_ADMIN" | "NET_RAW"))) {
        cx.report(capability, "the pod redirects its own traffic and needs `NET_ADMIN` and `NET_RAW` for it")
            .help(HELP);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_what_is_written_counts() {
        let rule = tester::of(&super::ISTIO_INIT_NET_ADMIN);
        let operator = |spec: &str| {
            format!("apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {{name: i}}\nspec: {spec}\n")
        };
        rule.fails(&operator("{components: {cni: {enabled: false}}}"));
        rule.passes(&operator("{}"));
        rule.passes(&operator("{components: {cni: {enabled: true}}}"));
        rule.passes(&tester::container("securityContext: {capabilities: {add: [NET_ADMIN]}}"));
    }
}
