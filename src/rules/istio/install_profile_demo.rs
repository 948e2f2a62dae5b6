//! `install-profile-demo`

use crate::rule::prelude::*;

declare_rule! {
    /// Meshes installed with a profile for trying things out.
    ///
    /// ## Why is this bad?
    /// The profile `demo` records every request, asks for next to no resources and runs one copy of everything; `preview` switches
    /// unfinished features on, and `empty` leaves out what nobody listed. None is meant to carry traffic.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: install.istio.io/v1alpha1
    /// kind: IstioOperator
    /// metadata: {name: istio}
    /// spec: {profile: demo}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: install.istio.io/v1alpha1
    /// kind: IstioOperator
    /// metadata: {name: istio}
    /// spec: {profile: default}
    /// ```
    pub INSTALL_PROFILE_DEMO = "install-profile-demo" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:1188"],
        check: Mesh(check)
    }
}

fn check<'a>(document: &MeshDocument<'a>, _: &Index<'a>, cx: &mut Context<'_>) {
    let mesh = document.view();
    let profile = mesh.field("spec.profile").or_else(|| mesh.value("profile")).or_else(|| mesh.value("global.profile"));
    let Some(profile) = profile.filter(|it| matches!(it.as_str(), Some("demo" | "preview" | "empty"))) else { return };
    cx.report(
        mesh.at(profile),
        format!("profile `{}` is not meant to carry traffic", profile.text().unwrap_or_default()),
    )
    .help("start from `default`, `minimal` or `ambient`");
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn operator(spec: &str) -> String {
        format!("apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {{name: i}}\nspec: {spec}\n")
    }

    #[test]
    fn every_installer_has_profiles() {
        let rule = tester::of(&super::INSTALL_PROFILE_DEMO);
        rule.fails(
            "apiVersion: sailoperator.io/v1\nkind: Istio\nmetadata: {name: default}\nspec: {profile: preview}\n",
        );
        rule.passes(&operator("{profile: ambient}"));
        rule.passes(&operator("{}"));
    }
}
