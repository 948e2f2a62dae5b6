//! `app-version-label-missing`

use crate::rule::prelude::*;

declare_rule! {
    /// Workloads of the mesh that telemetry cannot tell apart.
    ///
    /// ## Why is this bad?
    /// Metrics and traces name a workload by its canonical name and revision. Those come from the labels `app` and
    /// `version`, or `app.kubernetes.io/name` and `app.kubernetes.io/version`: without them the name is that of the
    /// Deployment and every version is `latest`.
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
    /// spec: {template: {metadata: {labels: {app: web}}, spec: {containers: [{name: app, image: "web:1.2"}]}}}
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio-injection: enabled}}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec: {template: {metadata: {labels: {app: web, version: v1}}, spec: {containers: [{name: app, image: "web:1.2"}]}}}
    /// ```
    pub APP_VERSION_LABEL_MISSING = "app-version-label-missing" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: [],
        check: Related(Kind::WITH_PODS, check)
    }
}

const NAMES: [&str; 3] = ["service.istio.io/canonical-name", "app.kubernetes.io/name", "app"];
const VERSIONS: [&str; 3] = ["service.istio.io/canonical-revision", "app.kubernetes.io/version", "version"];

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for pod in Pod::all(resource) {
        let has = |keys: &[&str]| keys.iter().any(|it| pod.label(it).is_some_and(|it| !it.is_empty()));
        let (named, versioned) = (has(&NAMES), has(&VERSIONS));
        if named && versioned {
            continue;
        }
        let Some(at) = index.data_plane(pod).enrolled() else { continue };
        let missing = match (named, versioned) {
            (true, _) => "`version`",
            (_, true) => "`app`",
            _ => "`app` and `version`",
        };
        cx.report(pod, format!("the pods have no label {missing} for telemetry to name them by"))
            .label(at, "in the mesh by this")
            .help("label the pods `app` and `version`, or `app.kubernetes.io/name` and `app.kubernetes.io/version`");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn any_pair_of_labels_does() {
        let rule = tester::of(&super::APP_VERSION_LABEL_MISSING);
        let of = |mode: &str, labels: &str| {
            format!(
                "apiVersion: v1\nkind: Namespace\nmetadata: {{name: shop, labels: {{{mode}}}}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: shop, labels: {{{labels}}}}}\nspec: {{containers: [{{name: a}}]}}\n"
            )
        };
        let (sidecar, ambient) = ("istio-injection: enabled", "istio.io/dataplane-mode: ambient");
        rule.passes(&of(sidecar, "app.kubernetes.io/name: a, service.istio.io/canonical-revision: '1'"));
        assert!(rule.fails(&of(sidecar, "version: v1")).message.contains("label `app` for"));
        assert!(rule.fails(&of(ambient, "")).message.contains("`app` and `version`"));
        rule.passes(&of("a: b", ""));
        rule.passes(&of(sidecar, "sidecar.istio.io/inject: 'false'"));
    }
}
