//! `recommended-labels`

use crate::rule::prelude::*;

declare_rule! {
    /// Workloads without any of the labels that Kubernetes recommends.
    ///
    /// ## Why is this bad?
    /// Tools find what belongs together by the labels below `app.kubernetes.io/`. Without them an application is a
    /// list of unrelated objects. Which of them must be there is an option; by default one is enough.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: web
    ///   labels: {app: web}
    /// spec:
    ///   template:
    ///     spec:
    ///       containers:
    ///         - name: app
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: web
    ///   labels: {app.kubernetes.io/name: web}
    /// spec:
    ///   template:
    ///     spec:
    ///       containers:
    ///         - name: app
    /// ```
    pub RECOMMENDED_LABELS = "recommended-labels" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["kubescape:C-0077"],
        options: Options,
        check: Resource(Kind::WITH_PODS, check)
    }
}

/// Options of the rule.
#[derive(Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// Which must be there, without `app.kubernetes.io/`: `name`, `version`, `part-of` and so on.
    pub labels: Vec<String>,
}

const PREFIX: &str = "app.kubernetes.io/";

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let labels = resource.path("metadata.labels");
    let named = |it: Value<'_>| it.text().is_some_and(|it| it.starts_with(PREFIX));
    let any = labels.into_iter().flat_map(Value::entries).any(|it| named(it.0));
    if !any {
        cx.report(resource, format!("{} has no label below `{PREFIX}`", resource.title()))
            .help(format!("set at least `{PREFIX}name`"));
        return;
    }
    for name in cx.options::<Options>().labels {
        if resource.label(&format!("{PREFIX}{name}")).is_none() {
            cx.report(resource, format!("{} has no label `{PREFIX}{name}`", resource.title())).help("add it");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn one_is_enough_unless_more_are_asked_for() {
        let of = |labels: &str| {
            format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: p, labels: {{{labels}}}}}\nspec: {{}}\n")
        };
        let rule = tester::of(&super::RECOMMENDED_LABELS);
        rule.passes(&of("app.kubernetes.io/part-of: shop"));
        rule.fails(&of(""));
        rule.passes("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n");
        let options = serde_json::json!({"labels": ["name", "version"]});
        tester::of(&super::RECOMMENDED_LABELS).options(options).fails(&of("app.kubernetes.io/name: web"));
    }
}
