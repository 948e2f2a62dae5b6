//! What the annotations of clouds and controllers say about who can reach a Service or an Ingress.

use super::{Ingress, Resource};
use crate::yaml::Value;

/// Annotations that keep a load balancer off the Internet, or name the pool its address comes from.
const INTERNAL: [&str; 12] = [
    "service.beta.kubernetes.io/aws-load-balancer-internal",
    "service.beta.kubernetes.io/azure-load-balancer-internal",
    "service.beta.kubernetes.io/openstack-internal-load-balancer",
    "service.beta.kubernetes.io/oci-load-balancer-internal",
    "service.beta.kubernetes.io/load-balancer-source-ranges",
    "service.kubernetes.io/qcloud-loadbalancer-internal-subnetid",
    "networking.gke.io/load-balancer-type",
    "cloud.google.com/load-balancer-type",
    "metallb.universe.tf/address-pool",
    "metallb.universe.tf/loadBalancerIPs",
    "metallb.io/address-pool",
    "metallb.io/loadBalancerIPs",
];

/// Annotations that keep it internal by one value.
const SCHEMES: [(&str, &str); 3] = [
    ("service.beta.kubernetes.io/aws-load-balancer-scheme", "internal"),
    ("service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type", "intranet"),
    ("service.beta.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type", "private"),
];

/// Whether an annotation keeps a load balancer off the Internet.
pub fn is_internal(service: Resource<'_>) -> bool {
    INTERNAL.iter().any(|key| service.annotation(key).is_some_and(is_on))
        || SCHEMES.iter().any(|(key, value)| service.annotation(key).and_then(Value::text) == Some(value))
}

/// Annotations with which the controller of an Ingress asks who is there, or turns strangers away.
const GUARDS: [&str; 9] = [
    "nginx.ingress.kubernetes.io/auth-url",
    "nginx.ingress.kubernetes.io/auth-type",
    "nginx.ingress.kubernetes.io/auth-tls-secret",
    "nginx.ingress.kubernetes.io/whitelist-source-range",
    "nginx.ingress.kubernetes.io/allowlist-source-range",
    "alb.ingress.kubernetes.io/auth-type",
    "alb.ingress.kubernetes.io/inbound-cidrs",
    "traefik.ingress.kubernetes.io/router.middlewares",
    "haproxy.org/auth-type",
];

/// Whether strangers get through an Ingress: nothing asks who they are, and neither class nor annotations keep it internal.
pub fn is_open_ingress(ingress: Ingress<'_>) -> bool {
    let resource = ingress.resource();
    let class = ingress.class().unwrap_or_default();
    let scheme = resource.annotation("alb.ingress.kubernetes.io/scheme").and_then(Value::text);
    let internal = ["internal", "private", "intranet"].iter().any(|it| class.contains(it))
        || scheme == Some("internal")
        // The controller of AWS makes internal load balancers unless it is told otherwise.
        || class == "alb" && scheme.is_none()
        || resource.annotation("kubernetes.io/ingress.class").and_then(Value::text) == Some("gce-internal");
    !internal && !GUARDS.iter().any(|key| resource.annotation(key).is_some_and(is_on))
}

fn is_on(annotation: Value<'_>) -> bool {
    annotation.text().is_some_and(|it| !it.is_empty() && it != "false")
}
