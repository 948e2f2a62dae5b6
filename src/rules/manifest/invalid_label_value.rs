//! `invalid-label-value`

use super::object_name;
use crate::manifest::label;
use crate::rule::prelude::*;
use crate::yaml::Scalar;

declare_rule! {
    /// Labels, label keys, annotation keys and names that the API server refuses.
    ///
    /// ## Why is this bad?
    /// A label value has at most 63 letters, digits, dashes, underscores and dots, and is a string: `version: 1.0`
    /// without quotes is a number, and the whole object is refused.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: web
    ///   labels: {version: 1.0}
    /// spec:
    ///   containers:
    ///     - name: app
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: web
    ///   labels: {version: "1.0"}
    /// spec:
    ///   containers:
    ///     - name: app
    /// ```
    pub INVALID_LABEL_VALUE = "invalid-label-value" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["kube-score:label-values", "kics:metadata_label_is_invalid", "datree:9", "datree:54"],
        check: Resource(&[], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    metadata(Some(resource.root()), cx);
    let Some(spec) = resource.spec().filter(|it| it.is_mapping()) else { return object_name::judge(resource, cx) };
    let selectors = match resource.kind() {
        Kind::Service | Kind::ReplicationController => [spec.get("selector"), None],
        Kind::Pod => [spec.get("nodeSelector"), None],
        _ => {
            let matching = |field| spec.get(field).and_then(|it: Value<'_>| it.get("matchLabels"));
            [matching("selector"), matching("podSelector")]
        }
    };
    selectors.into_iter().flatten().for_each(|it| labels(it, cx));
    let job = spec.get("jobTemplate");
    metadata(job, cx);
    for template in [spec.get("template"), job.and_then(|it| it.path("spec.template"))] {
        metadata(template, cx);
        if let Some(nodes) = template.and_then(|it| it.path("spec.nodeSelector")) {
            labels(nodes, cx);
        }
    }
    object_name::judge(resource, cx);
}

/// Judges labels and annotations of what has a `metadata`.
fn metadata(owner: Option<Value<'_>>, cx: &mut Context<'_>) {
    let Some(metadata) = owner.and_then(|it| it.get("metadata")) else { return };
    if let Some(it) = metadata.get("labels") {
        labels(it, cx);
    }
    for (key, _) in metadata.get("annotations").into_iter().flat_map(Value::entries) {
        judge_key(key, "annotation", cx);
    }
}

fn labels(labels: Value<'_>, cx: &mut Context<'_>) {
    for (key, value) in labels.entries() {
        judge_key(key, "label", cx);
        judge_value(key, value, cx);
    }
}

fn judge_key(key: Value<'_>, what: &str, cx: &mut Context<'_>) {
    let Some(text) = key.text() else { return };
    if let Some(why) = label::key_error(text).filter(|_| !label::is_placeholder(text)) {
        cx.report(key, format!("`{text}` is no {what} key: {why}")).help("use `name` or `example.com/name`");
    }
}

fn judge_value(key: Value<'_>, value: Value<'_>, cx: &mut Context<'_>) {
    let (Some(name), Some(text)) = (key.text(), value.text()) else { return };
    let why = label::value_error(text);
    match value.scalar() {
        Some(Scalar::Null | Scalar::Str(_)) | None => {
            if let Some(why) = why.filter(|_| !label::is_placeholder(text)) {
                cx.report(value, format!("the value of label `{name}` is not valid: {why}"))
                    .help("use at most 63 letters, digits, `-`, `_` and `.`, with a letter or digit at both ends");
            }
        }
        Some(other) => {
            let is = if matches!(other, Scalar::Bool(_)) { "a boolean" } else { "a number" };
            let finding = cx.report(value, format!("the value of label `{name}` is {is}, not a string"));
            finding.help("put it in quotes");
            if why.is_none() {
                finding.fix(Safety::Safe, "make it a string", [Edit::replace(value, format!("\"{text}\""))]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn values_are_strings_of_at_most_63_plain_characters() {
        let rule = tester::of(&super::INVALID_LABEL_VALUE);
        let labelled =
            |label: &str| format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c, labels: {{{label}}}}}\n");
        for bad in ["a: 1", "a: yes", "a: 'b c'", "a: -b", "a: b_", "'a b': c", "a/b/c: d", "/a: b", "Ex.com/a: b"] {
            rule.fails(&labelled(bad));
        }
        rule.fails(&labelled(&format!("a: {}", "x".repeat(64))));
        for good in ["a: ''", "a: null", "a: 'yes'", "example.com/a_B: v1.2", "a: '${X}'"] {
            rule.passes(&labelled(good));
        }
        assert!(rule.fails(&labelled("a: 1")).fix.is_some());
        assert!(rule.fails(&labelled("a: -1")).fix.is_none());
    }

    #[test]
    fn templates_selectors_and_names_count() {
        let rule = tester::of(&super::INVALID_LABEL_VALUE);
        rule.fails("apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {selector: {track: on}}\n");
        rule.fails("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: My_Config}\n");
        rule.passes(
            "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: 'system:My_Role'}\n",
        );
        rule.fails("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {template: {metadata: {labels: {v: 1}}}}\n");
    }
}
