//! `self-signed-ca`

use crate::rule::prelude::*;

declare_rule! {
    /// Meshes whose root key istiod makes for itself.
    ///
    /// ## Why is this bad?
    /// Without a CA of yours istiod creates a root key and keeps it in the Secret `istio-ca-secret`. Who reads that Secret takes any
    /// identity of the mesh, and the root is shared with no other cluster and hard to replace.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: install.istio.io/v1alpha1
    /// kind: IstioOperator
    /// metadata: {name: istio}
    /// spec: {meshConfig: {accessLogFile: /dev/stdout}}
    /// ---
    /// apiVersion: v1
    /// kind: Secret
    /// metadata: {name: other, namespace: istio-system}
    /// data: {}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: install.istio.io/v1alpha1
    /// kind: IstioOperator
    /// metadata: {name: istio}
    /// spec: {meshConfig: {accessLogFile: /dev/stdout}}
    /// ---
    /// apiVersion: v1
    /// kind: Secret
    /// metadata: {name: cacerts, namespace: istio-system}
    /// data: {}
    /// ```
    pub SELF_SIGNED_CA = "self-signed-ca" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:522"],
        check: Mesh(check)
    }
}

fn check<'a>(document: &MeshDocument<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let mesh = document.view();
    if !mesh.has_config() || !mesh.is_control_plane() || mesh.shape() == MeshShape::Values {
        return;
    }
    // That a Secret is missing can be told only where Secrets are written down at all, and by nobody else.
    const OTHERS: [Kind; 4] =
        [Kind::ExternalSecret, Kind::SealedSecret, Kind::SecretProviderClass, Kind::CertManagerCertificate];
    let root = mesh.root_namespace();
    let shows_secrets =
        index.closes(Kind::Secret) || index.in_namespace(Kind::Secret, Some(root)).any(|it| !index.is_outline(it));
    let given = ["cacerts", "istio-ca-secret"].iter().any(|it| index.named(Kind::Secret, it).next().is_some());
    let outside = mesh.value("global.caAddress").is_some_and(|it| it.as_str() != Some(""))
        || mesh.get("ca.address").is_some()
        || mesh
            .environment()
            .iter()
            .any(|it| matches!(it.0, "EXTERNAL_CA" | "ENABLE_CA_SERVER" | "USE_CACERTS_FOR_SELF_SIGNED_CA"));
    if shows_secrets && !given && !outside && !OTHERS.iter().any(|it| index.has_kind(*it)) {
        cx.report(mesh.grip(), "istiod makes its own root key and keeps it in a Secret")
            .help(format!("plug in an intermediate CA by the Secret `cacerts` of `{root}`, or use `istio-csr`"));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn secrets_must_be_shown() {
        let rule = || tester::of(&super::SELF_SIGNED_CA);
        let mesh = |spec: &str| {
            format!(
                "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {{name: i}}\nspec: {spec}\n---\n"
            )
        };
        rule().passes(&mesh("{meshConfig: {}}"));
        rule().closed().fails(&mesh("{meshConfig: {}}"));
        rule().closed().passes(&mesh(
            "{meshConfig: {}, values: {global: {caAddress: 'cert-manager-istio-csr.cert-manager.svc:443'}}}",
        ));
        rule().closed().passes(&format!(
            "{}apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {{name: e}}\nspec: {{}}\n",
            mesh("{meshConfig: {}}")
        ));
    }
}
