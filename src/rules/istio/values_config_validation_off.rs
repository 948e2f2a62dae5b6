//! `values-config-validation-off`

use crate::rule::prelude::*;

declare_rule! {
    /// Control planes that do not check what they are given.
    ///
    /// ## Why is this bad?
    /// Without validation the API server takes any Istio object. A policy with a mistake in it is stored, does nothing or something else,
    /// and nobody is told.
    ///
    /// ## Fail
    /// ```yaml
    /// # file: values.yaml
    /// global: {configValidation: false}
    /// pilot: {}
    /// ```
    /// ## Pass
    /// ```yaml
    /// # file: values.yaml
    /// global: {configValidation: true}
    /// pilot: {}
    /// ```
    pub VALUES_CONFIG_VALIDATION_OFF = "values-config-validation-off" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:20"],
        check: Mesh(check)
    }
}

fn check<'a>(document: &MeshDocument<'a>, _: &Index<'a>, cx: &mut Context<'_>) {
    let mesh = document.view();
    for path in ["global.configValidation", "base.enableIstioConfigCRDs"] {
        if let Some(switch) = mesh.value(path).filter(|it| it.is_false()) {
            cx.report(mesh.at(switch), format!("`{path}` is off: mistakes in Istio's objects are not refused"))
                .help("remove the setting: validation is on by default");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn operator(spec: &str) -> String {
        format!("apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {{name: i}}\nspec: {spec}\n")
    }

    #[test]
    fn the_default_is_on() {
        let rule = tester::of(&super::VALUES_CONFIG_VALIDATION_OFF);
        rule.fails(&operator("{values: {base: {enableIstioConfigCRDs: false}}}"));
        rule.passes(&operator("{values: {base: {}}}"));
    }
}
