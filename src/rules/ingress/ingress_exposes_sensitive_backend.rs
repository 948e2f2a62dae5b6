//! `ingress-exposes-sensitive-backend`

use super::auth;
use crate::manifest::admin;
use crate::rule::prelude::*;

declare_rule! {
    /// Ingresses to a database or an interface of administration.
    ///
    /// ## Why is this bad?
    /// An Ingress is there to be reached from outside, and so is what it sends to. Such backends ask for no login, or
    /// were not built to be attacked by everyone.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: shop}
    /// spec:
    ///   ingressClassName: nginx
    ///   rules:
    ///     - {host: shop.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: search, port: {number: 9200}}}}]}}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: search}
    /// spec:
    ///   selector: {app: search}
    ///   ports: [{port: 9200}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: shop, annotations: {nginx.ingress.kubernetes.io/auth-url: "https://login.example.com"}}
    /// spec:
    ///   ingressClassName: nginx
    ///   rules:
    ///     - {host: shop.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: search, port: {number: 9200}}}}]}}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: search}
    /// spec:
    ///   selector: {app: search}
    ///   ports: [{port: 9200}]
    /// ```
    pub INGRESS_EXPOSES_SENSITIVE_BACKEND = "ingress-exposes-sensitive-backend" {
        severity: High,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kubescape:C-0021", "cwe:749"],
        check: Related(&[Kind::Ingress], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(ingress) = Ingress::of(resource) else { return };
    if auth::is_guarded(ingress) || admin::is_internal(resource) {
        return;
    }
    let default = ingress.get("defaultBackend").and_then(|it| it.get("service"));
    let paths = ingress.paths().filter_map(|(_, path)| path.path("backend.service"));
    for backend in default.into_iter().chain(paths) {
        let Some(name) = backend.get("name") else { continue };
        let found = index.find(Kind::Service, name.as_str().unwrap_or_default(), resource).found();
        let Some(service) = found.and_then(Service::of) else { continue };
        let wanted = backend.get("port");
        let number = wanted.and_then(|it| it.get("number")).and_then(Value::as_int);
        let port_name = wanted.and_then(|it| it.str("name"));
        let fits = |it: &ServicePort<'a>| {
            number.is_some() && it.number() == number || port_name.is_some() && it.value().str("name") == port_name
        };
        let Some(port) = service.ports().find(fits) else { continue };
        if let Some((behind, what)) = index.sensitive_behind(service, Some(port)) {
            cx.report(name, format!("{} opens {what} to the outside", resource.title()))
                .label(behind.unwrap_or(port.value().grip()), "what is behind it")
                .covers(&["exposed-admin-interface"])
                .help("let a proxy ask for a login before it, or take the path out of the Ingress");
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn ports_go_by_name_as_well() {
        let rule = tester::of(&super::INGRESS_EXPOSES_SENSITIVE_BACKEND);
        let of = |class: &str, port: &str| {
            format!(
                "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: i}}\nspec: {{ingressClassName: {class}, defaultBackend: {{service: {{name: db, port: {{name: {port}}}}}}}}}\n---\napiVersion: v1\nkind: Service\nmetadata: {{name: db}}\nspec: {{ports: [{{name: http, port: 80}}, {{name: raw, port: 81, targetPort: 2375}}]}}\n"
            )
        };
        rule.fails(&of("outer", "raw"));
        rule.passes(&of("outer", "http"));
        rule.passes(&of("internal", "raw"));
    }
}
