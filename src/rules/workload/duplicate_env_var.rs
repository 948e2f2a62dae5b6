//! `duplicate-env-var`

use crate::rule::prelude::*;
use rustc_hash::FxHashMap;

declare_rule! {
    /// The same environment variable twice in one container.
    ///
    /// ## Why is this bad?
    /// The last one wins at run time, but `kubectl apply` merges the list by name and may drop either. A later value
    /// that refers to the earlier one by `$(NAME)` is a known pattern and is not reported.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       env:
    ///         - {name: MODE, value: a}
    ///         - {name: MODE, value: b}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       env:
    ///         - {name: OPTS, value: -a}
    ///         - {name: OPTS, value: $(OPTS) -b}
    /// ```
    pub DUPLICATE_ENV_VAR = "duplicate-env-var" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["kube-linter:duplicate-env-var", "kube-score:container-environment-duplicates", "kubescape:C-0295"],
        keys: ["env"],
        check: Container(check)
    }
}

fn check(container: Container<'_>, cx: &mut Context<'_>) {
    let all: Vec<Value<'_>> = container.value().list("env").collect();
    if all.len() < 2 {
        return;
    }
    let mut seen: FxHashMap<&str, usize> = FxHashMap::default();
    for (at, &later) in all.iter().enumerate() {
        let Some(name) = later.str("name") else { continue };
        let Some(first) = seen.insert(name, at) else { continue };
        let reference = format!("$({name})");
        let refers = |it: &Value<'_>| it.str("value").is_some_and(|text| text.contains(&reference));
        if refers(&later) {
            continue;
        }
        let finding =
            cx.report(later, format!("environment variable `{name}` is set twice in container `{}`", container.name()));
        finding.caption("this one wins").label(all[first], "this one has no effect").help("keep one of them");
        if !all[first + 1..at].iter().any(refers) {
            finding.fix(Safety::Safe, "delete the one without effect", Edit::remove_entry(all[first]));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn a_reference_to_the_earlier_value_is_legal() {
        let rule = tester::of(&super::DUPLICATE_ENV_VAR);
        let found =
            rule.fails(&tester::container("env: [{name: A, value: x}, {name: B, value: $(A)}, {name: A, value: y}]"));
        assert!(found.fix.is_none(), "B would change");
        rule.passes(&tester::container("env: [{name: A, value: x}, {name: A, value: $(A)y}]"));
        rule.passes(&tester::container("env: [{name: A, value: x}, {name: a, value: y}]"));
        rule.finds(2, &tester::container("env: [{name: A}, {name: A}, {name: A}]"));
    }
}
