//! `sidecar-injection-disabled`

use crate::rule::prelude::*;

declare_rule! {
    /// Workloads taken out of a mesh that their namespace is in.
    ///
    /// ## Why is this bad?
    /// Without a sidecar the workload takes plain text from anyone, has no identity, and no AuthorizationPolicy or PeerAuthentication of
    /// the namespace is enforced for it, although all of them look as if they were.
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
    /// spec:
    ///   template:
    ///     metadata: {labels: {app: web, sidecar.istio.io/inject: "false"}}
    ///     spec: {containers: [{name: web}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio-injection: enabled}}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec: {containers: [{name: web}]}
    /// ```
    pub SIDECAR_INJECTION_DISABLED = "sidecar-injection-disabled" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["kyverno:prevent-disabling-injection-pods", "cwe:693"],
        check: Several(&[Check::Related(Kind::WITH_PODS, check), Check::Related(&[Kind::Namespace], check_namespace)])
    }
}

const LABEL: &str = "sidecar.istio.io/inject";

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for pod in Pod::all(resource) {
        let refused = |it: Option<Value<'a>>| it.is_some_and(|it| it.text() == Some("false"));
        if !refused(pod.labels().and_then(|it| it.get(LABEL))) && !refused(pod.annotation(LABEL)) {
            continue;
        }
        let DataPlane::OptedOut(switch) = index.data_plane(pod) else { continue };
        // What runs on the network of the node cannot be injected anyway, which another rule says.
        if switch.key_text() != Some(LABEL) {
            continue;
        }
        let finding =
            cx.report(switch, format!("{} gets no sidecar although its namespace is in the mesh", resource.title()));
        if resource.kind().is_job() || resource.namespace() == Some("kube-system") {
            finding.severity(Severity::Low);
        }
        if let Some(around) = index.namespace_of(resource).and_then(|it| index.data_plane_of_namespace(it).enrolled()) {
            finding.label(around, "the namespace is in the mesh");
        }
        finding.help("let it be injected; exclude single ports by annotation where the sidecar is in the way");
    }
}

fn check_namespace<'a>(namespace: Resource<'a>, _: &Index<'a>, cx: &mut Context<'_>) {
    let Some(label) = namespace.label("istio-injection").filter(|it| it.text() == Some("disabled")) else { return };
    // Both labels at once: someone means it to be in the mesh.
    let Some(other) = namespace.label("istio.io/rev") else { return };
    cx.report(label, format!("injection is off for namespace `{}`, whatever its other labels say", namespace.name()))
        .label(other, "has no effect")
        .help("delete one of the two labels");
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(namespace: &str, metadata: &str, spec: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Namespace\nmetadata: {{name: x, labels: {{{namespace}}}}}\n---\n\
             apiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: x, {metadata}}}\nspec: {{{spec}}}\n"
        )
    }

    #[test]
    fn it_takes_a_namespace_in_the_mesh() {
        use crate::finding::Severity;
        let rule = tester::of(&super::SIDECAR_INJECTION_DISABLED);
        let (on, refuse) = ("istio-injection: enabled", "labels: {sidecar.istio.io/inject: 'false'}");
        assert_eq!(rule.fails(&of(on, refuse, "containers: []")).severity, Severity::Medium);
        rule.fails(&of("istio.io/rev: stable", "annotations: {sidecar.istio.io/inject: 'false'}", "containers: []"));
        rule.passes(&of("", refuse, "containers: []"));
        rule.passes(&of("istio.io/dataplane-mode: ambient", refuse, "containers: []"));
        rule.passes(&of(on, refuse, "hostNetwork: true, containers: []"));
        rule.passes(&of("istio-injection: disabled", "", "containers: []"));
        rule.fails(&of("istio-injection: disabled, istio.io/rev: stable", "", "containers: []"));
        let job = "apiVersion: batch/v1\nkind: Job\nmetadata: {name: j, namespace: x}\nspec: {template: {metadata: {labels: {sidecar.istio.io/inject: 'false'}}, spec: {containers: []}}}\n";
        assert_eq!(rule.fails(&format!("{}---\n{job}", of(on, "", "containers: []"))).severity, Severity::Low);
    }
}
