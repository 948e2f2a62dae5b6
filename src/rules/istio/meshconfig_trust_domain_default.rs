//! `meshconfig-trust-domain-default`

use crate::rule::prelude::*;

declare_rule! {
    /// Meshes of several clusters that keep the default trust domain.
    ///
    /// ## Why is this bad?
    /// Identities hold the trust domain. Where every mesh is `cluster.local`, a workload of one cluster has the same name as one of
    /// another, and a policy for the one lets the other in.
    ///
    /// ## Fail
    /// ```yaml
    /// # file: values.yaml
    /// global: {multiCluster: {clusterName: west}, network: west}
    /// meshConfig: {accessLogFile: /dev/stdout}
    /// ```
    /// ## Pass
    /// ```yaml
    /// # file: values.yaml
    /// global: {multiCluster: {clusterName: west}, network: west}
    /// meshConfig: {trustDomain: example.com}
    /// ```
    pub MESHCONFIG_TRUST_DOMAIN_DEFAULT = "meshconfig-trust-domain-default" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:706"],
        check: Mesh(check)
    }
}

fn check<'a>(document: &MeshDocument<'a>, _: &Index<'a>, cx: &mut Context<'_>) {
    let mesh = document.view();
    let named =
        |path: &str| mesh.value(path).filter(|it| it.as_str().is_some_and(|it| !it.is_empty() && it != "Kubernetes"));
    let Some(sign) = named("global.multiCluster.clusterName").or_else(|| named("global.network")) else { return };
    if mesh.has_config() && mesh.trust_domain() == "cluster.local" {
        let at = mesh.get("trustDomain").unwrap_or(sign);
        cx.report(mesh.at(at), "one of several clusters keeps the trust domain `cluster.local`")
            .help("give every mesh a trust domain of its own, and list those it trusts in `trustDomainAliases`");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn operator(spec: &str) -> String {
        format!("apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {{name: i}}\nspec: {spec}\n")
    }

    #[test]
    fn one_cluster_alone_may_keep_it() {
        let rule = tester::of(&super::MESHCONFIG_TRUST_DOMAIN_DEFAULT);
        rule.fails(&operator("{meshConfig: {trustDomain: cluster.local}, values: {global: {network: n1}}}"));
        rule.passes(&operator("{meshConfig: {trustDomain: cluster.local}, values: {global: {network: ''}}}"));
        rule.passes(&operator("{values: {global: {network: n1}}}"));
    }
}
