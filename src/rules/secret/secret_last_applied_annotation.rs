//! `secret-last-applied-annotation`

use super::place::place;
use crate::rule::prelude::*;

declare_rule! {
    /// Secrets with a copy of their data in an annotation.
    ///
    /// ## Why is this bad?
    /// `kubectl apply` keeps what was applied in an annotation. In a dumped manifest that is the data once more, where
    /// tools that redact `data` do not look, and it may be an older value that still works.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Secret
    /// metadata:
    ///   name: db
    ///   annotations:
    ///     kubectl.kubernetes.io/last-applied-configuration: |
    ///       {"apiVersion":"v1","data":{"password":"QlRvU0AySWVKS2ZMag=="},"kind":"Secret"}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Secret
    /// metadata:
    ///   name: db
    ///   annotations: {owner: shop}
    /// ```
    pub SECRET_LAST_APPLIED_ANNOTATION = "secret-last-applied-annotation" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: [
            "cwe:312", "cwe:200",
        ],
        keys: ["annotations"],
        check: Resource(&[Kind::Secret], check)
    }
}

const ANNOTATION: &str = "kubectl.kubernetes.io/last-applied-configuration";

fn check(secret: Resource<'_>, cx: &mut Context<'_>) {
    let Some(value) = secret.annotation(ANNOTATION) else { return };
    let text = value.text().unwrap_or_default();
    let Ok(applied) = serde_json::from_str::<serde_json::Value>(text) else { return };
    let field = |name: &&str| applied.get(*name).and_then(|it| it.as_object()).is_some_and(|it| !it.is_empty());
    let Some(name) = ["data", "stringData"].into_iter().find(field) else { return };
    let quoted = format!("\"{name}\"");
    let at = text.find(&quoted).unwrap_or(0);
    cx.report(
        place(value, Some(at + 1..at + 1 + name.len()), at),
        format!("Secret `{}` keeps a copy of its data in an annotation", secret.name()),
    )
    .sensitive()
    .help("delete the annotation; `kubectl apply --server-side` does not write it")
    .fix(Safety::Safe, "delete the annotation", Edit::remove_entry(value));
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_data_in_it_counts_and_the_fix_takes_it_away() {
        let rule = tester::of(&super::SECRET_LAST_APPLIED_ANNOTATION);
        let it = |kind: &str, json: &str| {
            format!(
                "apiVersion: v1\nkind: {kind}\nmetadata:\n  annotations:\n    a: b\n    kubectl.kubernetes.io/last-applied-configuration: '{json}'\n"
            )
        };
        rule.passes(&it("Secret", r#"{"data":{},"kind":"Secret"}"#));
        rule.passes(&it("ConfigMap", r#"{"data":{"a":"b"}}"#));
        rule.passes(&it("Secret", "not json"));
        let mut text = it("Secret", r#"{"stringData":{"a":"b"}}"#);
        let edit = rule.fails(&text).fix.unwrap().edits.remove(0);
        text.replace_range(edit.span.range(), &edit.text);
        assert_eq!(text, "apiVersion: v1\nkind: Secret\nmetadata:\n  annotations:\n    a: b\n");
    }
}
