//! `volume-claim-template-annotation`

use crate::rule::prelude::*;

declare_rule! {
    /// Volume claims of StatefulSets without the annotations that are asked for.
    ///
    /// ## Why is this bad?
    /// Backup and encryption tools choose volumes by annotations, and a claim that was made without one is left
    /// out. Which annotations are asked for is an option; without it nothing is reported.
    ///
    /// ## Fail
    /// ```yaml
    /// # options: {"annotations": ["backup.example.com/plan"]}
    /// apiVersion: apps/v1
    /// kind: StatefulSet
    /// metadata: {name: db}
    /// spec:
    ///   volumeClaimTemplates:
    ///     - metadata: {name: data}
    /// ```
    /// ## Pass
    /// ```yaml
    /// # options: {"annotations": ["backup.example.com/plan"]}
    /// apiVersion: apps/v1
    /// kind: StatefulSet
    /// metadata: {name: db}
    /// spec:
    ///   volumeClaimTemplates:
    ///     - metadata:
    ///         name: data
    ///         annotations: {backup.example.com/plan: daily}
    /// ```
    pub VOLUME_CLAIM_TEMPLATE_ANNOTATION = "volume-claim-template-annotation" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["kube-linter:statefulset-volumeclaimtemplate-annotation"],
        options: Options,
        check: Resource(&[Kind::StatefulSet], check)
    }
}

/// Options of the rule.
#[derive(Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// Keys of the annotations that every claim must have.
    pub annotations: Vec<String>,
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(templates) = resource.path("spec.volumeClaimTemplates") else { return };
    let asked = cx.options::<Options>().annotations;
    for claim in templates.items().filter(|it| it.is_mapping()) {
        let name = claim.path("metadata.name").and_then(Value::text).unwrap_or_default();
        let has = |key: &String| claim.path("metadata.annotations").is_some_and(|it| it.get(key).is_some());
        for key in asked.iter().filter(|it| !has(it)) {
            let at = claim.path("metadata.name").unwrap_or(claim);
            cx.report(at, format!("volume claim `{name}` has no annotation `{key}`"))
                .help("add it to the `metadata` of the claim template");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn nothing_is_asked_for_by_default_and_each_annotation_counts() {
        let text = "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: d}\nspec: {volumeClaimTemplates: [{metadata: {name: c, annotations: {a: x}}}]}\n";
        tester::of(&super::VOLUME_CLAIM_TEMPLATE_ANNOTATION).passes(text);
        let options = serde_json::json!({"annotations": ["a", "b", "c"]});
        tester::of(&super::VOLUME_CLAIM_TEMPLATE_ANNOTATION).options(options).finds(2, text);
    }
}
