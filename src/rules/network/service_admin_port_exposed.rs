//! `service-admin-port-exposed`

use crate::manifest::admin;
use crate::rule::prelude::*;

declare_rule! {
    /// Services that open a database or an interface of administration to the outside.
    ///
    /// ## Why is this bad?
    /// Such ports are found by scanners within hours. Many ask for no login, and those that do were not built to be
    /// attacked by everyone: behind them are all data, a shell, or the cluster.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: db}
    /// spec:
    ///   type: LoadBalancer
    ///   selector: {app: db}
    ///   ports: [{port: 5432}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: db}
    /// spec:
    ///   selector: {app: db}
    ///   ports: [{port: 5432}]
    /// ```
    pub SERVICE_ADMIN_PORT_EXPOSED = "service-admin-port-exposed" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["kubescape:C-0021", "kubescape:C-0014", "checkov:CKV_K8S_33", "cwe:749"],
        check: Related(&[Kind::Service], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(service) = Service::of(resource) else { return };
    if !matches!(service.exposure(), "LoadBalancer" | "NodePort") || admin::is_internal(resource) {
        return;
    }
    let ranges = service.get("loadBalancerSourceRanges").filter(|it| !it.is_empty());
    if ranges.is_some_and(|it| !it.items().any(|it| matches!(it.text(), Some("0.0.0.0/0" | "::/0")))) {
        return;
    }
    for port in service.ports() {
        let Some((behind, what)) = index.sensitive_behind(service, Some(port)) else { continue };
        let at = port.value().get("port").unwrap_or(port.value());
        let finding = cx.report(at, format!("{} opens {what} to the outside", resource.title()));
        finding.help("make the Service a `ClusterIP`, and reach it through `kubectl port-forward` or a proxy that asks for a login");
        if let Some(kind) = service.get("type") {
            finding.label(kind, "reached from outside").covers(&["exposed-admin-interface"]);
        }
        if let Some(behind) = behind {
            finding.label(behind, "what is behind it");
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(spec: &str) -> String {
        format!("apiVersion: v1\nkind: Service\nmetadata: {{name: s}}\nspec: {{{spec}}}\n---\n")
    }

    #[test]
    fn what_is_kept_inside_is_fine() {
        let rule = tester::of(&super::SERVICE_ADMIN_PORT_EXPOSED);
        rule.fails(&of("type: NodePort, ports: [{port: 80, targetPort: 6379}]"));
        rule.passes(&of("type: NodePort, ports: [{port: 80, targetPort: 8080}]"));
        rule.passes(&of("type: NodePort, ports: [{port: 53, protocol: UDP}]"));
        rule.passes(&of("type: LoadBalancer, loadBalancerSourceRanges: [192.0.2.0/24], ports: [{port: 22}]"));
        rule.fails(&of("type: LoadBalancer, loadBalancerSourceRanges: [0.0.0.0/0], ports: [{port: 22}]"));
        rule.passes(&of("type: NodePort, ports: [{port: 9090}]"));
        rule.fails(&of("type: NodePort, selector: {app: prometheus}, ports: [{port: 9090}]"));
        let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p, labels: {a: b}}\nspec: {containers: [{name: c, image: adminer:5}]}\n";
        rule.fails(&format!("{}{pod}", of("type: NodePort, selector: {a: b}, ports: [{port: 80}, {port: 81}]")));
    }
}
