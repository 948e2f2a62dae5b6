//! `sa-deprecated-field`

use crate::rule::prelude::*;

declare_rule! {
    /// Pods that name their service account in the field `serviceAccount`.
    ///
    /// ## Why is this bad?
    /// `serviceAccount` is a deprecated alias. Where both fields are set, `serviceAccountName` wins, and a reader who
    /// knows only the other one is wrong about what the pod may do.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   serviceAccount: web
    ///   containers:
    ///     - {name: web, image: nginx}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   serviceAccountName: web
    ///   containers:
    ///     - {name: web, image: nginx}
    /// ```
    pub SA_DEPRECATED_FIELD = "sa-deprecated-field" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: [
            "alias:deprecated-service-account-field", "kube-linter:deprecated-service-account-field", "kubescape:C-0294", "cwe:477",
        ],
        keys: ["serviceAccount"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    let Some(old) = pod.get("serviceAccount").filter(|it| it.is_scalar()) else { return };
    let Some(key) = old.key() else { return };
    match pod.get("serviceAccountName") {
        None => {
            cx.report(key, "`serviceAccount` is a deprecated name of `serviceAccountName`")
                .help("write `serviceAccountName`")
                .fix(Safety::Safe, "use the current name", Edit::set_scalar(key, "serviceAccountName"));
        }
        Some(new) => {
            let same = new.text() == old.text();
            let message = if same {
                "`serviceAccount` repeats `serviceAccountName`"
            } else {
                "`serviceAccount` differs from `serviceAccountName` and is ignored"
            };
            cx.report(key, message).label(new, "this one counts").help("delete `serviceAccount`").fix(
                Safety::Safe,
                "delete the deprecated field",
                Edit::remove_entry(old),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_fix_keeps_what_counts() {
        let rule = tester::of(&super::SA_DEPRECATED_FIELD);
        let it = |spec: &str| format!("apiVersion: v1\nkind: Pod\nspec:\n{spec}  containers: []\n");
        for (before, after) in [
            ("  serviceAccount: a\n", "  serviceAccountName: a\n"),
            ("  serviceAccount: a\n  serviceAccountName: b\n", "  serviceAccountName: b\n"),
        ] {
            let mut text = it(before);
            let fix = rule.fails(&text).fix.unwrap();
            text.replace_range(fix.edits[0].span.range(), &fix.edits[0].text);
            assert_eq!(text, it(after));
            rule.passes(&text);
        }
        rule.passes(&it("  serviceAccount: \n"));
    }
}
