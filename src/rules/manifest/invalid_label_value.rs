//! `invalid-label-value`

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
        refs: ["kube-score:label-values"],
        check: Resource(&[], check)
    }
}

/// Where labels, or selectors by labels, are.
const LABELS: [&str; 7] = [
    "metadata.labels",
    "spec.selector.matchLabels",
    "spec.template.metadata.labels",
    "spec.template.spec.nodeSelector",
    "spec.jobTemplate.metadata.labels",
    "spec.jobTemplate.spec.template.metadata.labels",
    "spec.podSelector.matchLabels",
];

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let plain = matches!(resource.kind(), Kind::Service | Kind::ReplicationController).then_some("spec.selector");
    let node = (resource.kind() == Kind::Pod).then_some("spec.nodeSelector");
    for labels in LABELS.into_iter().chain(plain).chain(node).filter_map(|it| resource.path(it)) {
        for (key, value) in labels.entries() {
            judge_key(key, "label", cx);
            judge_value(key, value, cx);
        }
    }
    for annotations in ["metadata.annotations", "spec.template.metadata.annotations"] {
        for (key, _) in resource.path(annotations).into_iter().flat_map(Value::entries) {
            judge_key(key, "annotation", cx);
        }
    }
    judge_name(resource, cx);
}

/// Text that a tool will replace before Kubernetes sees it.
fn is_placeholder(text: &str) -> bool {
    text.contains("{{") || text.contains("${") || text.contains("$(") || text.contains("<<")
}

fn judge_key(key: Value<'_>, what: &str, cx: &mut Context<'_>) {
    let Some(text) = key.text() else { return };
    if let Some(why) = label::key_error(text).filter(|_| !is_placeholder(text)) {
        cx.report(key, format!("`{text}` is no {what} key: {why}")).help("use `name` or `example.com/name`");
    }
}

fn judge_value(key: Value<'_>, value: Value<'_>, cx: &mut Context<'_>) {
    let (Some(name), Some(text)) = (key.text(), value.text()) else { return };
    let why = label::value_error(text);
    match value.scalar() {
        Some(Scalar::Null | Scalar::Str(_)) | None => {
            if let Some(why) = why.filter(|_| !is_placeholder(text)) {
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

/// Only for kinds whose names are known to be those of DNS: roles may be called almost anything.
fn judge_name(resource: Resource<'_>, cx: &mut Context<'_>) {
    let free = [Kind::Role, Kind::ClusterRole, Kind::RoleBinding, Kind::ClusterRoleBinding, Kind::Other];
    let Some(name) = resource.path("metadata.name").filter(|_| !free.contains(&resource.kind())) else { return };
    let Some(text) = name.as_str() else { return };
    if !label::is_subdomain(text) && !is_placeholder(text) {
        cx.report(name, format!("`{text}` is no name for a {}", resource.kind_name()))
            .help("use lower-case letters, digits, `-` and `.`, with a letter or digit at both ends");
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
