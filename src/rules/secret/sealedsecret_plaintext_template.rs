//! `sealedsecret-plaintext-template`

use super::content;
use crate::rule::prelude::*;

declare_rule! {
    /// Values in clear text beside those that are sealed.
    ///
    /// ## Why is this bad?
    /// Only `encryptedData` is encrypted. What stands in the template of a SealedSecret is copied into the Secret as
    /// it is, and read by whoever reads the repository.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: bitnami.com/v1alpha1
    /// kind: SealedSecret
    /// metadata: {name: db}
    /// spec:
    ///   encryptedData:
    ///     password: AgBhQ3HDHJyAi859Vd0B2hVIB5wepEQ
    ///   template:
    ///     data:
    ///       token: Zq7kWm2xT9vLb4Rn8sYd
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: bitnami.com/v1alpha1
    /// kind: SealedSecret
    /// metadata: {name: db}
    /// spec:
    ///   encryptedData:
    ///     password: AgBhQ3HDHJyAi859Vd0B2hVIB5wepEQ
    ///   template:
    ///     data:
    ///       url: postgres://app:{{ .password }}@db/app
    /// ```
    pub SEALEDSECRET_PLAINTEXT_TEMPLATE = "sealedsecret-plaintext-template" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:312", "cwe:798"],
        check: Resource(&[Kind::SealedSecret], check)
    }
}

fn check(sealed: Resource<'_>, cx: &mut Context<'_>) {
    let places = ["spec.template.data", "spec.template.stringData", "data", "stringData", "spec.data"];
    for holder in places.into_iter().filter_map(|it| sealed.path(it)) {
        for (key, value) in holder.entries() {
            let (Some(name), Some(text)) = (key.text(), value.text()) else { continue };
            // Old versions keep sealed values in `spec.data`.
            if text.starts_with("Ag") && text.len() > 300 {
                continue;
            }
            if content::weigh(name, text.as_bytes()).is_some() {
                cx.report(
                    (key.span(), value.location()),
                    format!("SealedSecret `{}` holds `{name}` in clear text", sealed.name()),
                )
                .sensitive()
                .help("seal it with `kubeseal`, and replace the value: it stays in the history of the file");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn sealed_values_and_settings_pass() {
        let rule = tester::of(&super::SEALEDSECRET_PLAINTEXT_TEMPLATE);
        let it = |spec: &str| {
            format!("apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: {{name: a}}\n{spec}\n")
        };
        rule.fails(&it("stringData: {password: letmein123}\nspec: {encryptedData: {a: AgB}}"));
        rule.passes(&it("spec: {encryptedData: {password: AgBhQ3HDHJyAi859Vd0B2hVIB5wepEQ}}"));
        rule.passes(&it("spec: {template: {data: {username: app, host: db}, type: Opaque}}"));
        rule.passes(&it(&format!("spec: {{data: {{password: Ag{}}}}}", "Bh3Q".repeat(100))));
    }
}
