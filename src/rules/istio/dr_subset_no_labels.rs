//! `dr-subset-no-labels`

use crate::rule::prelude::*;

declare_rule! {
    /// Subsets without labels.
    ///
    /// ## Why is this bad?
    /// The subset is all pods of the Service, so routing to it parts nothing. For hosts outside of the mesh, where
    /// subsets carry only policies, that is fine, and the rule is silent.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: web}
    /// spec:
    ///   host: web
    ///   subsets: [{name: v1}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: web}
    /// spec:
    ///   host: web
    ///   subsets: [{name: v1, labels: {version: v1}}]
    /// ```
    pub DR_SUBSET_NO_LABELS = "dr-subset-no-labels" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["kiali:KIA0209"],
        check: Resource(&[Kind::DestinationRule], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(host) = DestinationRule::of(resource).and_then(DestinationRule::host) else { return };
    if !matches!(host, Host::Service(..)) {
        return;
    }
    for subset in resource.path("spec.subsets").into_iter().flat_map(Value::items).filter(|it| it.is_mapping()) {
        if subset.get("labels").is_none_or(Value::is_empty) {
            let name = subset.str("name").unwrap_or_default();
            cx.report(subset, format!("subset `{name}` has no labels and is every pod"))
                .help("add the labels that part it");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn hosts_outside_may_have_variants_of_a_policy() {
        let rule = tester::of(&super::DR_SUBSET_NO_LABELS);
        let of = |name: &str, place: &str, spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {{name: {name}, namespace: {place}}}\nspec: {spec}\n---\n"
            )
        };

        rule.fails(&of("d", "a", "{host: s, subsets: [{name: x, labels: {}}]}"));
        rule.passes(&of("d", "a", "{host: s, subsets: [{name: x, labels: {v: '1'}}]}"));
        rule.passes(&of("d", "a", "{host: www.example.com, subsets: [{name: x}]}"));
    }
}
