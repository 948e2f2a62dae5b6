//! `sealedsecret-cluster-wide`

use crate::rule::prelude::*;

declare_rule! {
    /// SealedSecrets that can be unsealed under another name or in another namespace.
    ///
    /// ## Why is this bad?
    /// A sealed value is usually bound to the name and namespace it was made for. With scope `cluster-wide`, whoever can read
    /// the repository and create objects in any namespace copies it there, and the controller writes the clear text for them.
    /// With scope `namespace-wide` that works within the namespace, for instance into a Secret whose name they may read.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: bitnami.com/v1alpha1
    /// kind: SealedSecret
    /// metadata:
    ///   name: database
    ///   annotations: {sealedsecrets.bitnami.com/cluster-wide: "true"}
    /// spec:
    ///   encryptedData: {password: AgBy3i4OJSWK}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: bitnami.com/v1alpha1
    /// kind: SealedSecret
    /// metadata: {name: database, namespace: shop}
    /// spec:
    ///   encryptedData: {password: AgBy3i4OJSWK}
    /// ```
    pub SEALEDSECRET_CLUSTER_WIDE = "sealedsecret-cluster-wide" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:284", "cwe:522"],
        check: Resource(&[Kind::SealedSecret], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let scope = |key| resource.annotation(key).filter(|it| it.text() == Some("true"));
    if let Some(at) = scope("sealedsecrets.bitnami.com/cluster-wide") {
        cx.report(at, format!("{} can be unsealed in every namespace", resource.title()))
            .help("seal it again with `--scope strict`, for one name in one namespace");
    } else if let Some(at) = scope("sealedsecrets.bitnami.com/namespace-wide") {
        cx.report(at, format!("{} can be unsealed under any name of its namespace", resource.title()))
            .severity(Severity::Low)
            .help("seal it again with `--scope strict`, for one name");
    }
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::tester;

    #[test]
    fn the_scope_decides_and_the_template_does_not() {
        let rule = tester::of(&super::SEALEDSECRET_CLUSTER_WIDE);
        let with = |annotations: &str| {
            format!(
                "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: {{name: s, annotations: {{{annotations}}}}}\n"
            )
        };
        let both = "sealedsecrets.bitnami.com/cluster-wide: 'true', sealedsecrets.bitnami.com/namespace-wide: 'true'";
        assert_eq!(rule.fails(&with(both)).severity, Severity::Medium);
        assert_eq!(rule.fails(&with("sealedsecrets.bitnami.com/namespace-wide: 'true'")).severity, Severity::Low);
        rule.passes(&with("sealedsecrets.bitnami.com/cluster-wide: 'false'"));
        rule.passes(
            "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: {name: s}\n\
             spec: {template: {metadata: {annotations: {sealedsecrets.bitnami.com/cluster-wide: 'true'}}}}\n",
        );
    }
}
