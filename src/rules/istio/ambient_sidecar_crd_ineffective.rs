//! `ambient-sidecar-crd-ineffective`

use crate::rule::prelude::*;

declare_rule! {
    /// Sidecars in a namespace of the ambient mesh.
    ///
    /// ## Why is this bad?
    /// A Sidecar configures sidecars. Pods of the ambient mesh have none, so the list of hosts limits nothing.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio.io/dataplane-mode: ambient}}
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: Sidecar
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   egress: [{hosts: ["./*", "istio-system/*"]}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio-injection: enabled}}
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: Sidecar
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   egress: [{hosts: ["./*", "istio-system/*"]}]
    /// ```
    pub AMBIENT_SIDECAR_CRD_INEFFECTIVE = "ambient-sidecar-crd-ineffective" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["istioctl:IST0167"],
        check: Related(&[Kind::Sidecar], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(namespace) = index.namespace_of(resource) else { return };
    if let Some(labels) = resource.path("spec.workloadSelector.labels").filter(|it| !it.is_empty()) {
        return check_selected(resource, labels, index, cx);
    }
    let DataPlane::Ambient(at) = index.data_plane_of_namespace(namespace) else { return };
    let with_sidecar = |it: Pod<'a>| matches!(index.data_plane(it), DataPlane::Sidecar(_));
    if !index.is_in_root_namespace(resource) && !index.pods_in(namespace).any(with_sidecar) {
        cx.report(resource, "a Sidecar has no effect on pods of the ambient mesh")
            .label(at, "the namespace is in the ambient mesh")
            .help("remove it, and limit traffic with policies");
    }
}

/// One that selects pods has no effect if all that it selects are in the ambient mesh.
fn check_selected<'a>(resource: Resource<'a>, labels: Value<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let pods = index.selected(&Selector::of_map(labels), resource);
    let mut all = pods.into_iter().map(|it| match index.data_plane(it) {
        DataPlane::Ambient(at) => Some(at),
        _ => None,
    });
    let Some(Some(at)) = all.next() else { return };
    if all.all(|it| it.is_some()) {
        cx.report(resource, "a Sidecar has no effect on pods of the ambient mesh")
            .label(at, "what it selects is in the ambient mesh")
            .help("remove it, and limit traffic with policies");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn pods_that_are_selected_decide() {
        let rule = tester::of(&super::AMBIENT_SIDECAR_CRD_INEFFECTIVE);
        let of = |labels: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata: {{name: s, namespace: a}}\nspec: {{workloadSelector: {{labels: {{app: web}}}}}}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {{name: a}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: a, labels: {labels}}}\nspec: {{containers: [{{name: c}}]}}\n"
            )
        };
        rule.fails(&of("{app: web, istio.io/dataplane-mode: ambient}"));
        rule.passes(&of("{app: web}"));
        rule.passes(&of("{app: db, istio.io/dataplane-mode: ambient}"));
    }
}
