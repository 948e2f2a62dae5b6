//! `secret-gitops-inline-values`

use super::inline;
use crate::rule::prelude::*;

declare_rule! {
    /// Secrets in the values that Argo CD or Flux gives to a chart.
    ///
    /// ## Why is this bad?
    /// The values are in the repository in clear text, and again in the object in the cluster, which many more may
    /// read than Secrets.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: argoproj.io/v1alpha1
    /// kind: Application
    /// metadata: {name: app}
    /// spec:
    ///   source:
    ///     helm:
    ///       parameters:
    ///         - name: db.password
    ///           value: qbQT!4DPcT850
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: helm.toolkit.fluxcd.io/v2
    /// kind: HelmRelease
    /// metadata: {name: app}
    /// spec:
    ///   valuesFrom:
    ///     - {kind: Secret, name: app-values}
    ///   values:
    ///     db: {existingSecret: app-db}
    /// ```
    pub SECRET_GITOPS_INLINE_VALUES = "secret-gitops-inline-values" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["trivy:KSV-01010", "kubescape:C-0012", "cwe:312", "cwe:798"],
        check: Resource(&[Kind::Other], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let known = matches!(
        (resource.group(), resource.kind_name()),
        ("argoproj.io", "Application" | "ApplicationSet")
            | ("helm.toolkit.fluxcd.io", "HelmRelease")
            | ("helm.cattle.io", "HelmChart" | "HelmChartConfig")
            | ("kustomize.toolkit.fluxcd.io", "Kustomization")
            | ("fleet.cattle.io", _)
    );
    let Some(spec) = resource.spec().filter(|_| known) else { return };
    for found in inline::below(spec, &[]) {
        let message = format!("`{}` in the values of {} holds a secret in clear text", found.name, resource.title());
        found.report(
            cx,
            message,
            "take it from a Secret (`valuesFrom`, `existingSecret` of the chart), and replace the value",
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn values_of_every_form_count() {
        let rule = tester::of(&super::SECRET_GITOPS_INLINE_VALUES);
        let it = |values: &str| {
            format!(
                "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {{name: a}}\nspec:\n  {values}\n"
            )
        };
        rule.fails(&it("values: {redis: {auth: {password: bhhh@wdmnu4LE}}}"));
        let app = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  source:\n    helm:\n      values: |\n        redis:\n          password: bhhh@wdmnu4LE\n";
        assert_eq!(&app[rule.fails(app).span().range()], "password");
        rule.passes(&it("values: {redis: {auth: {password: '${REDIS_PASSWORD}', existingSecretPasswordKey: redis}}}"));
        rule.passes(&it("valuesFrom: [{kind: Secret, name: a, valuesKey: password, targetPath: redis.password}]"));
    }
}
