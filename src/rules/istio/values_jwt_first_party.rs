//! `values-jwt-first-party`

use crate::rule::prelude::*;

declare_rule! {
    /// Proxies that prove who they are by tokens for everything.
    ///
    /// ## Why is this bad?
    /// First-party tokens are for the API server, never expire and are the same for every audience. A proxy that sends one to istiod
    /// hands over what acts as its service account anywhere. Releases that read this setting also know `third-party-jwt`.
    ///
    /// ## Fail
    /// ```yaml
    /// # file: values.yaml
    /// global: {jwtPolicy: first-party-jwt}
    /// pilot: {}
    /// ```
    /// ## Pass
    /// ```yaml
    /// # file: values.yaml
    /// global: {jwtPolicy: third-party-jwt}
    /// pilot: {}
    /// ```
    pub VALUES_JWT_FIRST_PARTY = "values-jwt-first-party" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:613"],
        check: Mesh(check)
    }
}

fn check<'a>(document: &MeshDocument<'a>, _: &Index<'a>, cx: &mut Context<'_>) {
    let mesh = document.view();
    let Some(policy) = mesh.value("global.jwtPolicy").filter(|it| it.as_str() == Some("first-party-jwt")) else {
        return;
    };
    cx.report(mesh.at(policy), "proxies send istiod tokens that are good for the API server")
        .help("use `third-party-jwt`")
        .fix(Safety::Unsafe, "use tokens for istiod only", mesh.set(policy, "third-party-jwt"));
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn operator(spec: &str) -> String {
        format!("apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {{name: i}}\nspec: {spec}\n")
    }

    #[test]
    fn it_is_read_in_objects_too() {
        let rule = tester::of(&super::VALUES_JWT_FIRST_PARTY);
        rule.fails(&operator("{values: {global: {jwtPolicy: first-party-jwt}}}"));
        rule.passes(&operator("{values: {global: {}}}"));
    }
}
