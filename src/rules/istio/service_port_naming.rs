//! `service-port-naming`

use super::port_name::is_told;
use crate::rule::prelude::*;

declare_rule! {
    /// Services of the mesh with ports that do not tell their protocol.
    ///
    /// ## Why is this bad?
    /// Istio reads the protocol from the name of the port (`http-web`) or from `appProtocol`. Where neither says it
    /// the proxy guesses from the first bytes; where it guesses TCP, routes and rules for HTTP do not apply.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio-injection: enabled}}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, namespace: shop}
    /// spec: {selector: {app: web}, ports: [{name: web, port: 80}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop, labels: {istio-injection: enabled}}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, namespace: shop}
    /// spec: {selector: {app: web}, ports: [{name: http-web, port: 80}]}
    /// ```
    pub SERVICE_PORT_NAMING = "service-port-naming" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0118", "kiali:KIA0601", "kiali:KIA0602"],
        check: Related(&[Kind::Service], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(service) = Service::of(resource).filter(|it| it.exposure() != "ExternalName") else { return };
    let own =
        matches!(resource.namespace(), Some("kube-system" | "kube-public")) || index.is_in_root_namespace(resource);
    let meshed = || match index.namespace_of(resource) {
        Some(namespace) => index.data_plane_of_namespace(namespace).enrolled().is_some(),
        None => index.is_closed(),
    };
    if own || service.selector().is_none() || service.ports().all(is_told) || !meshed() {
        return;
    }
    // The servers of these ports speak first.
    let known = |it: &ServicePort<'_>| matches!(it.number(), Some(25 | 53 | 3306 | 27017));
    for port in service.ports().filter(|it| !is_told(*it) && !known(it)) {
        let at = port.value().get("name").unwrap_or(port.value());
        let finding = cx
            .report(at, "the port does not tell its protocol")
            .help("name it after the protocol, such as `http-web`, or set `appProtocol`");
        let protocol = match port.number() {
            Some(80 | 8080) => "http",
            Some(443 | 8443) => "https",
            _ => continue,
        };
        let edits = Edit::insert_into(port.value(), &["appProtocol"], protocol);
        finding.fix(Safety::Unsafe, format!("say that it is `{protocol}`"), edits);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_in_the_mesh_and_only_what_is_guessed() {
        let rule = tester::of(&super::SERVICE_PORT_NAMING);
        let with = |mode: &str, port: &str| {
            format!(
                "apiVersion: v1\nkind: Namespace\nmetadata: {{name: a, labels: {{istio-injection: {mode}}}}}\n---\napiVersion: v1\nkind: Service\nmetadata: {{name: s, namespace: a}}\nspec: {{selector: {{x: z}}, ports: [{{{port}}}]}}\n"
            )
        };
        rule.fails(&with("enabled", "name: web, port: 80"));
        rule.fails(&with("enabled", "port: 8080"));
        for port in [
            "name: HTTP-web, port: 80",
            "name: grpc, port: 1",
            "name: web, appProtocol: kubernetes.io/ws, port: 80",
            "name: dns, port: 53",
            "name: x, port: 1, protocol: UDP",
        ] {
            rule.passes(&with("enabled", port));
        }
        rule.passes(&with("disabled", "name: web, port: 80"));
    }
}
