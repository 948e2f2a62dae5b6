//! `forbidden-annotation`

use super::pattern::Pattern;
use crate::rule::prelude::*;

declare_rule! {
    /// Annotations that are not allowed here.
    ///
    /// ## Why is this bad?
    /// Annotations steer controllers: they open load balancers, inject configuration, turn checks off. Which ones
    /// are forbidden is an option; without it nothing is reported.
    ///
    /// ## Fail
    /// ```yaml
    /// # options: {"keys": ["example\\.com/skip-.*"]}
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: web
    ///   annotations: {example.com/skip-scan: "true"}
    /// spec:
    ///   template:
    ///     spec:
    ///       containers:
    ///         - name: app
    /// ```
    /// ## Pass
    /// ```yaml
    /// # options: {"keys": ["example\\.com/skip-.*"]}
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: web
    ///   annotations: {example.com/scan: "true"}
    /// spec:
    ///   template:
    ///     spec:
    ///       containers:
    ///         - name: app
    /// ```
    pub FORBIDDEN_ANNOTATION = "forbidden-annotation" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["kube-linter:forbidden-annotation", "kubewarden:safe-annotations"],
        options: Options,
        check: Resource(&[], check)
    }
}

/// Options of the rule.
#[derive(Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// Regular expressions; an annotation whose whole key fits one is forbidden.
    pub keys: Vec<Pattern>,
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let pod = Pod::of(resource).filter(|_| resource.kind() != Kind::Pod);
    let template = pod.and_then(|it| it.template().path("metadata.annotations"));
    let mut keys =
        resource.path("metadata.annotations").into_iter().chain(template).flat_map(Value::entries).peekable();
    if keys.peek().is_none() {
        return;
    }
    let Options { keys: forbidden } = cx.options();
    for (key, _) in keys {
        let Some(text) = key.text().filter(|text| forbidden.iter().any(|it| it.fits(text))) else { continue };
        cx.report(key, format!("the annotation `{text}` is not allowed"))
            .help("delete it, or change the options of the rule");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn pod_templates_count_and_nothing_is_forbidden_by_default() {
        let text = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d, annotations: {a/b: x}}\nspec: {template: {metadata: {annotations: {a/c: x}}, spec: {}}}\n";
        tester::of(&super::FORBIDDEN_ANNOTATION).passes(text);
        tester::of(&super::FORBIDDEN_ANNOTATION).options(serde_json::json!({"keys": ["a/.*"]})).finds(2, text);
        tester::of(&super::FORBIDDEN_ANNOTATION).options(serde_json::json!({"keys": ["a"]})).passes(text);
        tester::of(&super::FORBIDDEN_ANNOTATION).options(serde_json::json!({"keys": [".*/b"]})).fails(text);
    }
}
