//! `helm-values-weak-default`

use super::inline;
use super::score::Verdict;
use crate::rule::prelude::*;

declare_rule! {
    /// Passwords in the values of a chart that everyone tries first.
    ///
    /// ## Why is this bad?
    /// A default password is what most installations keep. Attackers know those of public charts by heart.
    ///
    /// ## Fail
    /// ```yaml
    /// # file: values.yaml
    /// grafana:
    ///   adminPassword: prom-operator
    /// ```
    /// ## Pass
    /// ```yaml
    /// # file: values.yaml
    /// grafana:
    ///   adminPassword: ""
    /// ```
    pub HELM_VALUES_WEAK_DEFAULT = "helm-values-weak-default" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kubescape:C-0012", "cwe:1391", "cwe:1188", "cwe:521"],
        check: Classes(&[Class::HelmValues], check)
    }
}

fn check(document: Document<'_>, cx: &mut Context<'_>) {
    let Some(root) = document.root() else { return };
    for found in inline::below(root, &[]).into_iter().filter(|it| it.verdict == Verdict::Weak) {
        let message = format!("the default of `{}` is a password that everyone tries first", found.name);
        found.report(cx, message, "leave it empty, and let the chart demand a value or generate one into a Secret");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_what_is_weak_counts() {
        let rule = tester::of(&super::HELM_VALUES_WEAK_DEFAULT);
        rule.fails("# file: values.yaml\nsmtp: {password: changeme}\n");
        rule.fails("# file: values.yaml\nminio: {secretKey: minio123}\n");
        rule.passes("# file: values.yaml\nsmtp: {password: s3cr3tP4ss, user: admin}\n");
        rule.passes("# file: values.yaml\nsmtp: {secretKey: password, tokenSecret: admin}\n");
    }
}
