//! `externalname-port-name`

use super::port_name::is_told;
use crate::rule::prelude::*;

declare_rule! {
    /// ExternalName Services with ports that do not tell their protocol.
    ///
    /// ## Why is this bad?
    /// For a name outside the proxy takes an unnamed port as TCP, without an address to tell it by: it then catches
    /// every connection to that port.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: api, annotations: {networking.istio.io/exportTo: "."}}
    /// spec: {type: ExternalName, externalName: api.example.com, ports: [{name: api, port: 443}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: api, annotations: {networking.istio.io/exportTo: "."}}
    /// spec: {type: ExternalName, externalName: api.example.com, ports: [{name: https, port: 443}]}
    /// ```
    pub EXTERNALNAME_PORT_NAME = "externalname-port-name" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0150"],
        check: Related(&[Kind::Service], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(service) = Service::of(resource).filter(|it| it.exposure() == "ExternalName") else { return };
    let meshed = || {
        let labelled = index.namespace_of(resource).map(|it| index.data_plane_of_namespace(it).enrolled().is_some());
        labelled.unwrap_or(false) || index.is_closed() || resource.annotation("networking.istio.io/exportTo").is_some()
    };
    for port in service.ports().filter(|it| !is_told(*it)) {
        if meshed() {
            let at = port.value().get("name").unwrap_or(port.value());
            cx.report(at, "the port of a name outside does not tell its protocol")
                .help("name it after the protocol, such as `https` or `tcp-db`");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_in_the_mesh() {
        let rule = tester::of(&super::EXTERNALNAME_PORT_NAME);
        let with = |mode: &str, port: &str| {
            format!(
                "apiVersion: v1\nkind: Namespace\nmetadata: {{name: a, labels: {{istio-injection: {mode}}}}}\n---\napiVersion: v1\nkind: Service\nmetadata: {{name: s, namespace: a}}\nspec: {{type: ExternalName, externalName: e.com, ports: [{{{port}}}]}}\n"
            )
        };
        rule.fails(&with("enabled", "name: db, port: 1"));
        rule.passes(&with("enabled", "name: tcp-db, port: 1"));
        rule.passes(&with("disabled", "name: db, port: 1"));
        rule.passes(&with("enabled", "name: db, port: 1").replace("type: ExternalName, ", ""));
    }
}
