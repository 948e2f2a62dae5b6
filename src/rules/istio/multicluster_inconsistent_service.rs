//! `multicluster-inconsistent-service`

use crate::rule::prelude::*;

declare_rule! {
    /// Services of one name that differ from cluster to cluster.
    ///
    /// ## Why is this bad?
    /// In a mesh of several clusters, Services of one name and namespace are one service. Where ports, type or the lack
    /// of an address differ, clients in one cluster cannot call the pods of the other, or find a protocol there that
    /// they did not expect.
    ///
    /// The option `clusters` lists the folders that hold the manifests of one cluster each; without it the rule is
    /// silent.
    ///
    /// ## Fail
    /// ```yaml
    /// # options: {"clusters": ["east", "west"]}
    /// # file: east/web.yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, namespace: shop}
    /// spec: {selector: {app: web}, ports: [{name: http, port: 80}]}
    /// # file: west/web.yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, namespace: shop}
    /// spec: {selector: {app: web}, ports: [{name: http, port: 8080}]}
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// # options: {"clusters": ["east", "west"]}
    /// # file: east/web.yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, namespace: shop}
    /// spec: {selector: {app: web}, ports: [{name: http, port: 80}]}
    /// # file: west/web.yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, namespace: shop}
    /// spec: {selector: {app: web}, ports: [{name: http, port: 80}]}
    /// ```
    pub MULTICLUSTER_INCONSISTENT_SERVICE = "multicluster-inconsistent-service" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0170"],
        options: Clusters,
        check: Related(&[Kind::Service], check)
    }
}

/// Options of the rule.
#[derive(Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Clusters {
    /// Folders with the manifests of one cluster each.
    clusters: Vec<String>,
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(service) = Service::of(resource) else { return };
    let folders = cx.options::<Clusters>().clusters;
    let Some(own) = cluster_of(resource, &folders) else { return };
    let earlier = index.named(Kind::Service, resource.name()).take_while(|it| it.root() != resource.root());
    let elsewhere = |it: &Resource<'a>| {
        it.namespace() == resource.namespace() && cluster_of(*it, &folders).is_some_and(|it| it != own)
    };
    for other in earlier.filter(elsewhere).filter_map(Service::of) {
        let Some((at, what)) = difference(service, other) else { continue };
        let there = cluster_of(other.resource(), &folders).unwrap_or_default();
        cx.report(
            at.map_or(resource.grip(), Into::into),
            format!("the {what} of Service `{}` differ between `{there}` and `{own}`", resource.name()),
        )
        .label(other.resource(), format!("the Service in `{there}`"))
        .help("make them equal, or give one of them another name");
        return;
    }
}

fn cluster_of<'s>(resource: Resource<'_>, folders: &'s [String]) -> Option<&'s str> {
    let within = |it: &&String| {
        let rest = resource.folder().strip_prefix(it.trim_end_matches('/'));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    folders.iter().filter(within).max_by_key(|it| it.len()).map(String::as_str)
}

/// What differs between two Services, and where in the first.
fn difference<'a>(one: Service<'a>, other: Service<'a>) -> Option<(Option<Value<'a>>, &'static str)> {
    if one.exposure() != other.exposure() {
        return Some((one.get("type"), "types"));
    }
    let headless = |it: Service<'a>| it.get("clusterIP").and_then(Value::as_str) == Some("None");
    if headless(one) != headless(other) {
        return Some((one.get("clusterIP"), "kinds of addresses"));
    }
    let ports = |it: Service<'a>| {
        let mut all: Vec<_> = it
            .ports()
            .map(|it| {
                (
                    it.value().str("name"),
                    it.number(),
                    it.value().str("protocol").unwrap_or("TCP"),
                    it.value().str("appProtocol"),
                )
            })
            .collect();
        all.sort_unstable();
        all
    };
    (ports(one) != ports(other)).then(|| (one.get("ports"), "ports"))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_between_clusters() {
        let rule = tester::of(&super::MULTICLUSTER_INCONSISTENT_SERVICE);
        let of = |folder: &str, spec: &str| {
            format!(
                "# file: {folder}/s.yaml\napiVersion: v1\nkind: Service\nmetadata: {{name: s, namespace: a}}\nspec: {{{spec}}}\n"
            )
        };
        let two = of("east/apps", "ports: [{port: 80}]") + &of("west/apps", "ports: [{port: 81}]");
        rule.passes(&two);
        let rule = tester::of(&super::MULTICLUSTER_INCONSISTENT_SERVICE)
            .options(serde_json::json!({"clusters": ["east", "west/"]}));
        rule.fails(&two);
        rule.fails(&(of("east", "clusterIP: None") + &of("west", "")));
        rule.fails(&(of("east", "type: NodePort") + &of("west", "")));
        rule.passes(
            &(of("east", "ports: [{port: 1, name: a}, {port: 2, name: b}]")
                + &of("west", "ports: [{port: 2, name: b}, {port: 1, name: a}]")),
        );
        rule.passes(&(of("east/a", "ports: [{port: 1}]") + &of("east/b", "ports: [{port: 2}]")));
        rule.passes(&(of("eastern", "ports: [{port: 1}]") + &of("west", "ports: [{port: 2}]")));
    }
}
