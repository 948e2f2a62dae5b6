//! `label-as-annotation`

use super::annotations;
use crate::rule::prelude::*;

declare_rule! {
    /// Labels of Istio that are written as annotations.
    ///
    /// ## Why is this bad?
    /// Istio looks for them among the labels only. A waypoint that is named in an annotation is not used, and its
    /// policies are not enforced.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, annotations: {istio.io/use-waypoint: waypoint}}
    /// spec: {ports: [{port: 80}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, labels: {istio.io/use-waypoint: waypoint}}
    /// spec: {ports: [{port: 80}]}
    /// ```
    pub LABEL_AS_ANNOTATION = "label-as-annotation" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: [],
        keys: ["istio.io/", "istio-injection"],
        check: Resource(&[], check)
    }
}

const KINDS: [Kind; 8] = [
    Kind::Namespace,
    Kind::Service,
    Kind::ServiceEntry,
    Kind::Pod,
    Kind::Deployment,
    Kind::StatefulSet,
    Kind::DaemonSet,
    Kind::GatewayApiGateway,
];

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    if let Some(metadata) = resource.path("metadata").filter(|_| KINDS.contains(&resource.kind())) {
        judge(metadata, resource.kind() == Kind::Pod, cx);
    }
    if resource.kind() != Kind::Pod {
        for metadata in Pod::all(resource).filter_map(|it| it.template().get("metadata")) {
            judge(metadata, true, cx);
        }
    }
}

fn judge(metadata: Value<'_>, is_pod: bool, cx: &mut Context<'_>) {
    let Some(annotations) = metadata.get("annotations") else { return };
    for key in annotations::LABELS.into_iter().chain(["istio-injection"]) {
        let Some(at) = annotations.get(key) else { continue };
        // The injector notes the revision on pods, too.
        if metadata.get("labels").is_some_and(|it| it.get(key).is_some()) || is_pod && key == "istio.io/rev" {
            continue;
        }
        let finding = cx.report(at.key().unwrap_or(at), format!("`{key}` is a label, and no annotation"));
        finding.help("move it to `labels`").fix(
            Safety::Unsafe,
            "make it a label",
            Edit::move_entry(at, metadata, &["labels", key]),
        );
        if key.starts_with("istio.io/use-waypoint") {
            finding.severity(Severity::High);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn opting_in_to_a_waypoint_is_worst() {
        let rule = tester::of(&super::LABEL_AS_ANNOTATION);
        let pod = |meta: &str| {
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: a, {meta}}}\nspec: {{containers: [{{name: c}}]}}\n"
            )
        };
        use crate::finding::Severity;
        assert_eq!(rule.fails(&pod("annotations: {istio.io/use-waypoint: w}")).severity, Severity::High);
        let found = rule.fails(&pod("annotations: {istio.io/dataplane-mode: ambient}"));
        assert!(found.severity == Severity::Medium && found.fix.is_some());
        rule.passes(&pod(
            "annotations: {istio.io/dataplane-mode: ambient}, labels: {istio.io/dataplane-mode: ambient}",
        ));
        rule.passes(&pod("annotations: {istio.io/rev: default}"));
        rule.fails("apiVersion: v1\nkind: Namespace\nmetadata: {name: a, annotations: {istio-injection: enabled}}\n");
    }
}
