//! `required-label`

use super::pattern::Pattern;
use crate::rule::prelude::*;
use std::collections::BTreeMap;

declare_rule! {
    /// Objects without the labels or annotations that are asked for.
    ///
    /// ## Why is this bad?
    /// Who owns a workload, what it costs and whom to call at night is found by labels, and only if every object
    /// has them. Which ones are asked for is an option; without it nothing is reported.
    ///
    /// ## Fail
    /// ```yaml
    /// # options: {"labels": {"team": "[a-z-]+"}}
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: web
    /// spec:
    ///   template:
    ///     spec:
    ///       containers:
    ///         - name: app
    /// ```
    /// ## Pass
    /// ```yaml
    /// # options: {"labels": {"team": "[a-z-]+"}}
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: web
    ///   labels: {team: payments}
    /// spec:
    ///   template:
    ///     spec:
    ///       containers:
    ///         - name: app
    /// ```
    pub REQUIRED_LABEL = "required-label" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: [
            "kube-linter:required-label-owner", "kube-linter:required-annotation-email",
            "datree:21", "datree:22", "kubescape:C-0076", "kyverno:require-labels",
            "gatekeeper:k8srequiredlabels", "gatekeeper:k8srequiredannotations", "kubewarden:safe-labels",
        ],
        options: Options,
        check: Resource(&[], check)
    }
}

/// Options of the rule.
#[derive(Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// Keys of labels with a regular expression that the whole value must fit.
    pub labels: BTreeMap<String, Pattern>,
    /// Keys of annotations with a regular expression that the whole value must fit.
    pub annotations: BTreeMap<String, Pattern>,
    /// Kinds that are asked; workloads where it is empty.
    pub kinds: Vec<String>,
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let options = cx.options::<Options>();
    if options.labels.is_empty() && options.annotations.is_empty() {
        return;
    }
    let asked = match options.kinds.as_slice() {
        [] => Kind::WITH_PODS.contains(&resource.kind()),
        kinds => kinds.iter().any(|it| it == resource.kind_name()),
    };
    if !asked {
        return;
    }
    for (what, map, asked) in
        [("label", "labels", &options.labels), ("annotation", "annotations", &options.annotations)]
    {
        let written = resource.path("metadata").and_then(|it| it.get(map));
        for (key, pattern) in asked {
            let Some(value) = written.and_then(|it| it.get(key)) else {
                cx.report(resource, format!("{} has no {what} `{key}`", resource.title()))
                    .help(format!("add it to `metadata.{map}`"));
                continue;
            };
            if !pattern.fits(value.text().unwrap_or_default()) {
                cx.report(value, format!("{what} `{key}` of {} has a value that is not allowed", resource.title()))
                    .help("use a value that fits the expression in the options of the rule");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn keys_values_and_kinds_are_options() {
        let rule = |options| tester::of(&super::REQUIRED_LABEL).options(options);
        let of = |metadata: &str| format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: p, {metadata}}}\nspec: {{}}\n");
        tester::of(&super::REQUIRED_LABEL).passes(&of("labels: {}"));
        let team = || rule(serde_json::json!({"labels": {"team": "a|b"}}));
        team().passes(&of("labels: {team: a}"));
        team().fails(&of("labels: {team: ab}"));
        team().fails(&of("annotations: {team: a}"));
        rule(serde_json::json!({"annotations": {"mail": ".+@.+"}, "labels": {"x": ".*"}})).finds(2, &of("labels: {}"));
        rule(serde_json::json!({"labels": {"team": ".*"}, "kinds": ["Namespace"]})).passes(&of("labels: {}"));
    }
}
