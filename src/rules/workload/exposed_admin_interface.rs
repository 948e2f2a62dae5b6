//! `exposed-admin-interface`

use crate::manifest::admin;
use crate::rule::prelude::*;

declare_rule! {
    /// Administration interfaces that can be reached from outside the cluster.
    ///
    /// ## Why is this bad?
    /// Such interfaces run code, show credentials or change the cluster, and many come without a login or with a known
    /// one. Scanners find them within hours of their getting a public address.
    ///
    /// ## Fail
    /// ```yaml
    /// # file: service.yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: argo}
    /// spec:
    ///   type: LoadBalancer
    ///   selector: {app: argo-server}
    ///   ports: [{port: 2746}]
    /// # file: deployment.yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: argo}
    /// spec:
    ///   selector: {matchLabels: {app: argo-server}}
    ///   template:
    ///     metadata: {labels: {app: argo-server}}
    ///     spec:
    ///       containers:
    ///         - name: server
    ///           image: quay.io/argoproj/argocli:v3.7.0
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: argo}
    /// spec: {selector: {app: argo-server}, ports: [{port: 2746}]}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: argo}
    /// spec:
    ///   selector: {matchLabels: {app: argo-server}}
    ///   template:
    ///     metadata: {labels: {app: argo-server}}
    ///     spec:
    ///       containers:
    ///         - name: server
    ///           image: quay.io/argoproj/argocli:v3.7.0
    /// ```
    pub EXPOSED_ADMIN_INTERFACE = "exposed-admin-interface" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kubescape:C-0021", "cwe:284", "cwe:749"],
        check: Related(&[Kind::Service, Kind::Ingress], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    match resource.kind() {
        Kind::Service => of_service(resource, index, cx),
        _ => of_ingress(resource, index, cx),
    }
}

fn of_service<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(service) = Service::of(resource) else { return };
    if !matches!(service.exposure(), "LoadBalancer" | "NodePort") || admin::is_internal(resource) {
        return;
    }
    let Some((container, what)) = index.admin_interface(service) else { return };
    let at = service.get("type").map_or(resource.grip(), Value::grip);
    let message = format!("{} shows {what} outside the cluster", resource.title());
    cx.report((at, "spec.type".to_owned()), message)
        .label(container.image_value().map_or(container.grip(), Value::grip), "the interface")
        .help("make the Service a `ClusterIP`, and reach it through `kubectl port-forward` or a proxy that asks for a login");
}

fn of_ingress<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(ingress) = Ingress::of(resource) else { return };
    let asks = ["auth-url", "auth-type", "auth-tls-secret", "whitelist-source-range"];
    if asks.into_iter().any(|it| ingress.nginx(it).is_some()) || admin::is_internal(resource) {
        return;
    }
    for backend in ingress.backends() {
        let Some(name) = backend.as_str() else { continue };
        let Some(service) = index.find(Kind::Service, name, resource).found().and_then(Service::of) else { continue };
        let Some((container, what)) = index.admin_interface(service) else { continue };
        cx.report(backend, format!("{} shows {what} outside the cluster", resource.title()))
            .label(container.image_value().map_or(container.grip(), Value::grip), "the interface")
            .help("let a proxy ask for a login before it, or take the path out of the Ingress");
        return;
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn bundle(service: &str, image: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Service\nmetadata: {{name: s{service}\n---\napiVersion: v1\nkind: Pod\nmetadata: {{name: p, labels: {{a: b}}}}\nspec: {{containers: [{{name: c, image: '{image}'}}]}}\n"
        )
    }

    #[test]
    fn only_what_is_open_counts() {
        let rule = tester::of(&super::EXPOSED_ADMIN_INTERFACE);
        let open = "}\nspec: {type: NodePort, selector: {a: b}}";
        rule.fails(&bundle(open, "jenkins/jenkins:2.528.1-lts"));
        rule.fails(&bundle(open, "quay.io/jupyter/base-notebook:2025-10-01"));
        rule.fails(&bundle(open, "adminer:5"));
        rule.passes(&bundle(open, "me/jenkins-agent:1"));
        rule.passes(&bundle("}\nspec: {selector: {a: b}}", "adminer:5"));
        rule.passes(&bundle("}\nspec: {type: NodePort, selector: {a: c}}", "adminer:5"));
        rule.passes(&bundle(
            ", annotations: {networking.gke.io/load-balancer-type: Internal}}\nspec: {type: LoadBalancer, selector: {a: b}}",
            "adminer:5",
        ));
    }

    #[test]
    fn an_ingress_that_asks_for_a_login_is_fine() {
        let rule = tester::of(&super::EXPOSED_ADMIN_INTERFACE);
        let with = |annotations: &str| {
            format!(
                "{}---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: i, annotations: {annotations}}}\nspec: {{defaultBackend: {{service: {{name: s}}}}}}\n",
                bundle("}\nspec: {selector: {a: b}}", "dpage/pgadmin4:9")
            )
        };
        rule.fails(&with("{}"));
        rule.passes(&with("{nginx.ingress.kubernetes.io/auth-url: 'https://login.example.com'}"));
    }
}
