//! `cni-repair-delete-pods`

use crate::rule::prelude::*;

declare_rule! {
    /// A CNI plugin that may delete or change any pod.
    ///
    /// ## Why is this bad?
    /// To mend pods that started too early, the plugin can delete or label them, and for that its service account may do so to every pod
    /// of the cluster, from every node. With `repairPods` it mends them in place and needs neither.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: install.istio.io/v1alpha1
    /// kind: IstioOperator
    /// metadata: {name: istio}
    /// spec: {values: {cni: {repair: {deletePods: true}}}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: install.istio.io/v1alpha1
    /// kind: IstioOperator
    /// metadata: {name: istio}
    /// spec: {values: {cni: {repair: {repairPods: true}}}}
    /// ```
    pub CNI_REPAIR_DELETE_PODS = "cni-repair-delete-pods" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:250"],
        check: Mesh(check)
    }
}

fn check<'a>(document: &MeshDocument<'a>, _: &Index<'a>, cx: &mut Context<'_>) {
    let mesh = document.view();
    for path in ["cni.repair", "istio_cni.repair", "repair"] {
        for field in ["deletePods", "labelPods"] {
            let Some(switch) = mesh.value(path).and_then(|it| it.get(field)).filter(|it| it.is_true()) else {
                continue;
            };
            cx.report(mesh.at(switch), format!("`{field}` gives every node power over all pods"))
                .help("use `repairPods: true` instead");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn charts_and_operators_have_it() {
        let rule = tester::of(&super::CNI_REPAIR_DELETE_PODS);
        rule.fails("apiVersion: sailoperator.io/v1\nkind: IstioCNI\nmetadata: {name: default}\nspec: {values: {cni: {repair: {labelPods: true}}}}\n");
        rule.fails("# file: values.yaml\ncni: {repair: {deletePods: true}}\n");
        rule.passes("# file: values.yaml\ncni: {repair: {deletePods: false}}\n");
    }
}
