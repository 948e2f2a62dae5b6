//! `host-wrong-cluster-domain`

use super::hosts;
use crate::rule::prelude::*;

declare_rule! {
    /// Hosts below another cluster domain than the cluster has.
    ///
    /// ## Why is this bad?
    /// `web.shop.svc.example.org` is a Service only where the cluster domain is `example.org`; elsewhere nothing
    /// answers. The option `domain` says which domain the cluster has, and without it the rule is silent.
    ///
    /// ## Fail
    /// ```yaml
    /// # options: {"domain": "cluster.local"}
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: web}
    /// spec: {host: web.shop.svc.example.org}
    /// ```
    /// ## Pass
    /// ```yaml
    /// # options: {"domain": "cluster.local"}
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: web}
    /// spec: {host: web.shop.svc.cluster.local}
    /// ```
    pub HOST_WRONG_CLUSTER_DOMAIN = "host-wrong-cluster-domain" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: [],
        options: Options,
        check: Related(&[Kind::VirtualService, Kind::DestinationRule, Kind::ServiceEntry, Kind::Sidecar], check)
    }
}

/// Options of the rule.
#[derive(Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// The domain of the cluster, such as `cluster.local`.
    pub domain: Option<String>,
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let domain = cx.options::<Options>().domain.or_else(|| {
        let domain = index.mesh(resource)?.value("global.proxy.clusterDomain")?;
        domain.as_str().filter(|it| !it.is_empty()).map(str::to_owned)
    });
    let Some(domain) = domain else { return };
    for named in hosts::of(resource) {
        let Some((_, other)) = named.host.split_once(".svc.") else { continue };
        let declared = || !index.covering(Kind::ServiceEntry, Host::Other(named.host)).is_empty();
        if other != domain && other != "clusterset.local" && resource.kind() != Kind::ServiceEntry && !declared() {
            cx.report(named.at, format!("the cluster domain is `{domain}`, not `{other}`"))
                .help("write the domain of the cluster");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_domain_is_an_option_or_a_value_of_the_mesh() {
        let of = |host: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {{name: d}}\nspec: {{host: {host}}}\n---\n"
            )
        };
        let rule = tester::of(&super::HOST_WRONG_CLUSTER_DOMAIN);
        rule.passes(&of("a.b.svc.cluster.local"));
        let mesh = "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: i}\nspec: {values: {meshConfig: {}, global: {proxy: {clusterDomain: corp.example}}}}\n";
        rule.fails(&(of("a.b.svc.cluster.local") + mesh));
        rule.passes(&(of("a.b.svc.corp.example") + mesh));
        rule.passes(&(of("a.b.svc.clusterset.local") + mesh));
        rule.passes(&(of("www.example.com") + mesh));
        let set = tester::of(&super::HOST_WRONG_CLUSTER_DOMAIN).options(serde_json::json!({"domain": "x.local"}));
        set.fails(&(of("a.b.svc.corp.example") + mesh));
        let entry = "apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: e}\nspec: {hosts: [a.b.svc.y.local]}\n";
        set.passes(&(of("a.b.svc.y.local") + entry));
    }
}
