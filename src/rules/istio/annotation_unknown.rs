//! `annotation-unknown`

use super::annotations;
use crate::manifest::istio_annotation;
use crate::rule::prelude::*;

declare_rule! {
    /// Annotations below a name of Istio that Istio does not know.
    ///
    /// ## Why is this bad?
    /// Nothing reads them. A misspelt one leaves off what it was to switch on, and nothing says so.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, annotations: {networking.istio.io/exportToo: "."}}
    /// spec: {ports: [{port: 80}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, annotations: {networking.istio.io/exportTo: "."}}
    /// spec: {ports: [{port: 80}]}
    /// ```
    pub ANNOTATION_UNKNOWN = "annotation-unknown" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0108"],
        keys: ["istio.io/", "kubernetes.io/ingress.class"],
        check: Resource(&[], check)
    }
}

/// Keys that are labels besides those that another rule knows.
const MORE_LABELS: [&str; 2] = ["istio.io/tag", "topology.istio.io/cluster"];

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    if resource.kind() == Kind::Ingress {
        return;
    }
    for it in annotations::of(resource) {
        if it.known.is_none() && !annotations::LABELS.contains(&it.name) && !MORE_LABELS.contains(&it.name) {
            let finding = cx.report(it.at.key().unwrap_or(it.at), format!("Istio knows no annotation `{}`", it.name));
            finding.help("check the name: nothing reads this annotation");
            if let (Some(meant), Some(key)) = (istio_annotation::nearest(it.name), it.at.key()) {
                finding.help(format!("`{meant}` is the nearest name that Istio reads"));
                finding.fix(Safety::Unsafe, format!("write `{meant}`"), [Edit::replace(key, meant)]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn names_of_others_and_labels_pass() {
        let rule = tester::of(&super::ANNOTATION_UNKNOWN);
        let pod = |meta: &str| {
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: a, {meta}}}\nspec: {{containers: [{{name: c}}]}}\n"
            )
        };
        let with = |key: &str| pod(&format!("annotations: {{{key}: x}}"));
        rule.fails(&with("sidecar.istio.io/proxyCpu"));
        rule.fails(&with("istio.io/unknown"));
        for key in [
            "sidecar.istio.io/proxyCPU",
            "kiali.io/dashboards",
            "install.operator.istio.io/chart-owner",
            "istio.io/use-waypoint",
        ] {
            rule.passes(&with(key));
        }
    }
}
