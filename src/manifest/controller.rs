//! Controllers that are known by name.

/// Controllers whose work it is to read Secrets anywhere.
const CONTROLLERS: &[&str] = &[
    "cert-manager",
    "external-secrets",
    "sealed-secrets",
    "ingress-nginx",
    "nginx-ingress",
    "traefik",
    "kong",
    "contour",
    "haproxy-ingress",
    "istiod",
    "istio-reader",
    "istio-ingress",
    "envoy-gateway",
    "argocd",
    "argo-cd",
    "kustomize-controller",
    "helm-controller",
    "source-controller",
    "reloader",
    "reflector",
    "velero",
    "prometheus-operator",
    "kube-state-metrics",
    "vault-secrets-operator",
    "secrets-store-csi",
];

/// The controller whose name is in this one, if it is one of those whose work it is to read Secrets.
pub fn controller_of(name: &str) -> Option<&'static str> {
    CONTROLLERS.iter().copied().find(|it| name.contains(it))
}
