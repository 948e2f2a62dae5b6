//! `pdb-no-policy`

use crate::rule::prelude::*;

declare_rule! {
    /// Disruption budgets that say neither how many pods must stay nor how many may go.
    ///
    /// ## Why is this bad?
    /// Both fields are optional, so the object is accepted, and then it protects nothing. With both of them it is
    /// refused.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: policy/v1
    /// kind: PodDisruptionBudget
    /// metadata: {name: web}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: policy/v1
    /// kind: PodDisruptionBudget
    /// metadata: {name: web}
    /// spec:
    ///   maxUnavailable: 1
    ///   selector: {matchLabels: {app: web}}
    /// ```
    pub PDB_NO_POLICY = "pdb-no-policy" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["kube-score:poddisruptionbudget-has-policy"],
        check: Resource(&[Kind::PodDisruptionBudget], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    // Without a selector this is part of an object, to be merged with the rest.
    let Some(spec) = resource.spec().filter(|it| it.get("selector").is_some()) else { return };
    match (spec.get("minAvailable"), spec.get("maxUnavailable")) {
        (None, None) => {
            cx.report(resource, format!("{} sets no bound, and protects no pod", resource.title()))
                .help("set `maxUnavailable: 1`, or `minAvailable`");
        }
        (Some(least), Some(most)) => {
            cx.report(most, format!("{} sets both bounds, which the API server refuses", resource.title()))
                .severity(Severity::High)
                .label(least, "the other bound")
                .help("keep `maxUnavailable`, which holds for any number of replicas");
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::tester;

    #[test]
    fn exactly_one_bound_is_right_and_null_is_none() {
        let rule = tester::of(&super::PDB_NO_POLICY);
        let of = |bounds: &str| {
            format!(
                "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {{name: b}}\nspec: {{{bounds}selector: {{}}}}\n"
            )
        };
        rule.fails(&of("minAvailable: null, "));
        rule.passes(&of("minAvailable: 0, "));
        assert_eq!(rule.fails(&of("minAvailable: 1, maxUnavailable: 1, ")).severity, Severity::High);
        rule.passes("apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: b}\n");
    }
}
