//! `selector-template-mismatch`

use crate::rule::prelude::*;

declare_rule! {
    /// Controllers that would not find their own pods.
    ///
    /// ## Why is this bad?
    /// The API server refuses a workload whose selector does not match the labels of its pod template, and one of
    /// `apps/v1` without a selector.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   selector:
    ///     matchLabels: {app: web}
    ///   template:
    ///     metadata:
    ///       labels: {app: website}
    ///     spec:
    ///       containers:
    ///         - name: app
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   selector:
    ///     matchLabels: {app: web}
    ///   template:
    ///     metadata:
    ///       labels: {app: web, tier: front}
    ///     spec:
    ///       containers:
    ///         - name: app
    /// ```
    pub SELECTOR_TEMPLATE_MISMATCH = "selector-template-mismatch" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: [
            "kube-linter:mismatching-selector",
            "kube-score:deployment-pod-selector-labels-match-template-metadata-labels",
            "kube-score:statefulset-pod-selector-labels-match-template-metadata-labels", "kubescape:C-0296",
        ],
        check: Related(&KINDS, check)
    }
}

const KINDS: [Kind; 6] = [
    Kind::Deployment,
    Kind::ReplicaSet,
    Kind::StatefulSet,
    Kind::DaemonSet,
    Kind::ReplicationController,
    Kind::Rollout,
];

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    // Without a pod spec this is part of an object, to be merged with the rest.
    let (Some(spec), Some(pod)) = (resource.spec(), Pod::of(resource)) else { return };
    let labels = pod.labels();
    let replication = resource.kind() == Kind::ReplicationController;
    let Some(written) = spec.get("selector") else {
        if matches!(resource.api_version(), "apps/v1" | "apps/v1beta2") && !index.is_labelled_by_kustomize(resource) {
            cx.report(resource, format!("{} has no selector", resource.title()))
                .help("set `spec.selector.matchLabels` to labels of the pod template");
        }
        return;
    };
    let selector = if replication { Selector::of_map(written) } else { Selector::of_label_selector(written) };
    if selector.is_empty() && !replication {
        cx.report(written, format!("the selector of {} is empty", resource.title()))
            .help("set `spec.selector.matchLabels` to labels of the pod template");
    } else if !selector.matches(labels) {
        let finding =
            cx.report(written, format!("the selector of {} does not match its pod template", resource.title()));
        finding.help("make every label of the selector a label of the pod template");
        finding.label(labels.map_or(pod.template().grip(), Value::grip), "the labels of the pods");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn every_kind_reads_its_own_selector() {
        let rule = tester::of(&super::SELECTOR_TEMPLATE_MISMATCH);
        let of = |head: &str, selector: &str| {
            format!(
                "{head}\nmetadata: {{name: w}}\nspec:\n  {selector}\n  template:\n    metadata: {{labels: {{a: '1', b: x}}}}\n    spec: {{containers: [{{name: c}}]}}\n"
            )
        };
        let apps = "apiVersion: apps/v1\nkind: StatefulSet";
        rule.passes(&of(apps, "selector: {matchLabels: {a: '1'}}"));
        rule.fails(&of(apps, "selector: {matchLabels: {a: '2'}}"));
        rule.fails(&of(apps, "selector: {matchExpressions: [{key: a, operator: NotIn, values: ['1']}]}"));
        rule.passes(&of(apps, "selector: {matchExpressions: [{key: b, operator: In, values: [x, y]}]}"));
        rule.fails(&of(apps, "selector: {}"));
        rule.fails(&of(apps, "replicas: 1"));
        rule.passes(&of("apiVersion: extensions/v1beta1\nkind: Deployment", "replicas: 1"));
        rule.passes(&of("apiVersion: v1\nkind: ReplicationController", "replicas: 1"));
        rule.fails(&of("apiVersion: v1\nkind: ReplicationController", "selector: {a: x}"));
    }

    #[test]
    fn a_kustomization_may_give_the_selector() {
        let example = |more: &str| {
            crate::rule::Example {
            files: vec![
                ("base/kustomization.yaml".into(), format!("resources: [web.yaml]\n{more}\n")),
                (
                    "base/web.yaml".into(),
                    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {spec: {containers: [{name: a}]}}}\n".into(),
                ),
            ],
            ..crate::rule::Example::new("")
        }
        };
        let rule = tester::of(&super::SELECTOR_TEMPLATE_MISMATCH);
        for (more, count) in [
            ("", 1),
            ("commonLabels: {app: web}", 0),
            ("labels: [{pairs: {app: web}, includeSelectors: true}]", 0),
            ("labels: [{pairs: {app: web}}]", 1),
        ] {
            assert_eq!(rule.run(&example(more)).len(), count, "{more}");
        }
    }
}
