//! `meshconfig-path-normalization-none`

use crate::rule::prelude::*;

declare_rule! {
    /// Meshes that compare paths as callers wrote them.
    ///
    /// ## Why is this bad?
    /// Policies compare the path as it came, and the application reads it normalised: `/public/../admin` passes a policy for `/admin` by.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: istio, namespace: istio-system}
    /// data:
    ///   mesh: |
    ///     pathNormalization: {normalization: NONE}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: istio, namespace: istio-system}
    /// data:
    ///   mesh: |
    ///     pathNormalization: {normalization: DECODE_AND_MERGE_SLASHES}
    /// ```
    pub MESHCONFIG_PATH_NORMALIZATION_NONE = "meshconfig-path-normalization-none" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:22", "cwe:436"],
        check: Mesh(check)
    }
}

fn check<'a>(document: &MeshDocument<'a>, _: &Index<'a>, cx: &mut Context<'_>) {
    let mesh = document.view();
    let Some(mode) = mesh.get("pathNormalization.normalization").filter(|it| it.as_str() == Some("NONE")) else {
        return;
    };
    cx.report(mesh.at(mode), "policies compare paths as callers wrote them, applications read them normalised")
        .help("use `MERGE_SLASHES` or `DECODE_AND_MERGE_SLASHES`")
        .fix(Safety::Unsafe, "normalise paths", mesh.set(mode, "MERGE_SLASHES"));
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn operator(spec: &str) -> String {
        format!("apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {{name: i}}\nspec: {spec}\n")
    }

    fn map(mesh: &str) -> String {
        format!(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: istio, namespace: istio-system}}\ndata:\n  mesh: |\n    {mesh}\n"
        )
    }

    #[test]
    fn the_default_is_not_none() {
        let rule = tester::of(&super::MESHCONFIG_PATH_NORMALIZATION_NONE);
        rule.fails(&operator("{meshConfig: {pathNormalization: {normalization: NONE}}}"));
        rule.passes(&operator("{meshConfig: {pathNormalization: {normalization: BASE}}}"));
        rule.passes(&map("accessLogFile: /dev/stdout"));
    }
}
