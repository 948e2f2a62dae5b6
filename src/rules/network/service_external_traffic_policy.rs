//! `service-external-traffic-policy`

use crate::rule::prelude::*;

declare_rule! {
    /// Services that hide the client's address from a list of those who may come in.
    ///
    /// ## Why is this bad?
    /// An Ingress that lets in only some addresses judges the one that its controller sees. With `externalTrafficPolicy: Cluster`,
    /// the default, that is the address of a node: the list lets in nobody, or, once somebody adds the nodes to it, everybody.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: ingress-nginx-controller, namespace: ingress-nginx}
    /// spec:
    ///   type: LoadBalancer
    ///   selector: {app.kubernetes.io/name: ingress-nginx}
    ///   ports: [{port: 443}]
    /// ---
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata:
    ///   name: admin
    ///   annotations: {nginx.ingress.kubernetes.io/whitelist-source-range: 192.0.2.0/24}
    /// spec:
    ///   ingressClassName: nginx
    ///   rules: [{host: admin.example.com}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: ingress-nginx-controller, namespace: ingress-nginx}
    /// spec:
    ///   type: LoadBalancer
    ///   externalTrafficPolicy: Local
    ///   selector: {app.kubernetes.io/name: ingress-nginx}
    ///   ports: [{port: 443}]
    /// ---
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata:
    ///   name: admin
    ///   annotations: {nginx.ingress.kubernetes.io/whitelist-source-range: 192.0.2.0/24}
    /// spec:
    ///   ingressClassName: nginx
    ///   rules: [{host: admin.example.com}]
    /// ```
    pub SERVICE_EXTERNAL_TRAFFIC_POLICY = "service-external-traffic-policy" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["popeye:POP-1107", "cwe:290"],
        keys: ["type"],
        check: Related(&[Kind::Service], check)
    }
}

/// What the traffic of an Ingress comes in through.
const CONTROLLERS: [&str; 4] = ["ingress", "haproxy", "nginx-controller", "traefik"];

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(service) = Service::of(resource) else { return };
    let policy = service.get("externalTrafficPolicy");
    if !matches!(service.exposure(), "LoadBalancer" | "NodePort")
        || policy.and_then(Value::text) == Some("Local")
        || !service.is_called(&CONTROLLERS)
    {
        return;
    }
    // A load balancer that speaks the PROXY protocol tells the address by itself.
    let mut annotations = resource.path("metadata.annotations").into_iter().flat_map(|it| it.entries());
    if annotations.any(|(key, _)| key.text().is_some_and(|it| it.contains("proxy-protocol"))) {
        return;
    }
    let Some((ingress, list)) = index.allow_list(resource) else { return };
    let Some(at) = policy.or_else(|| service.get("type")) else { return };
    let Some(spec) = resource.spec() else { return };
    let message = format!("Service `{}` hides from {} who is calling", resource.name(), ingress.title());
    cx.report(at, message)
        .label(list, "judges the address of the caller")
        .help("set `externalTrafficPolicy: Local`, or have the load balancer speak the PROXY protocol")
        .covers(&["service-traffic-policy"])
        .fix(
            Safety::Unsafe,
            "keep the address of the client",
            Edit::insert_into(spec, &["externalTrafficPolicy"], "Local"),
        );
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn with(metadata: &str, spec: &str, annotation: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Service\nmetadata: {{name: {metadata}}}\nspec: {{{spec}}}\n---\n\
             apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: i, annotations: {{{annotation}}}}}\nspec: {{rules: [{{host: a}}]}}\n"
        )
    }

    #[test]
    fn somebody_must_judge_the_address() {
        let rule = tester::of(&super::SERVICE_EXTERNAL_TRAFFIC_POLICY);
        let list = "nginx.ingress.kubernetes.io/allowlist-source-range: '192.0.2.1/32'";
        rule.fails(&with("ingress-nginx", "type: LoadBalancer", list));
        rule.fails(&with("ingress-nginx", "type: NodePort, externalTrafficPolicy: Cluster", list));
        rule.passes(&with("ingress-nginx", "type: ClusterIP", list));
        rule.passes(&with("web", "type: LoadBalancer", list));
        rule.passes(&with("ingress-nginx", "type: LoadBalancer", "a: b"));
        rule.passes(&with("ingress-nginx", "type: LoadBalancer", &list.replace("192.0.2.1/32", "0.0.0.0/0")));
        let proxy = "ingress-nginx, annotations: {service.beta.kubernetes.io/aws-load-balancer-proxy-protocol: '*'}";
        rule.passes(&with(proxy, "type: LoadBalancer", list));
    }
}
