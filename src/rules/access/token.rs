//! Whether a pod holds the token of its service account, and whether it looks as if it needed one.

use crate::finding::Edit;
use crate::index::{Index, Lookup};
use crate::literals::Literals;
pub(super) use crate::manifest::token::{is_automounted, is_projected};
use crate::manifest::{Container, Image, Kind, Pod, Resource};
use crate::yaml::Value;
use std::sync::LazyLock;

/// Service accounts, and the pods of those that are not in the input.
pub(super) const PODS_AND_ACCOUNTS: &[Kind] = &{
    let mut kinds = [Kind::ServiceAccount; Kind::WITH_PODS.len() + 1];
    let mut at = 0;
    while at < Kind::WITH_PODS.len() {
        kinds[at] = Kind::WITH_PODS[at];
        at += 1;
    }
    kinds
};

/// What declining the token is called.
pub(super) const DECLINE: &str = "do not mount the token";

/// Makes the spec of a pod or a service account decline the token.
pub(super) fn decline(holder: Value<'_>) -> Vec<Edit> {
    Edit::insert_into(holder, &["automountServiceAccountToken"], "false")
}

/// The service account of a pod, where it is in the input.
pub(super) fn account<'a>(pod: Pod<'a>, index: &Index<'a>) -> Lookup<'a> {
    index.find(Kind::ServiceAccount, pod.service_account(), pod.resource())
}

/// Words in the names of workloads and images that talk to the API server.
const CLIENTS: &[&str] = &[
    "operator",
    "controller",
    "kubectl",
    "argocd",
    "flux",
    "helm",
    "cert-manager",
    "external-dns",
    "external-secrets",
    "autoscaler",
    "descheduler",
    "metrics-server",
    "kube-state-metrics",
    "prometheus",
    "traefik",
    "ingress",
    "istio",
    "pilot",
    "linkerd",
    "cilium",
    "calico",
    "coredns",
    "dashboard",
    "vault",
    "velero",
    "fluent",
    "promtail",
    "filebeat",
    "datadog",
    "otel",
    "opentelemetry",
    "provisioner",
    "csi-",
    "scheduler",
    "kyverno",
    "gatekeeper",
    "webhook",
    "jenkins",
    "gitlab-runner",
    "tekton",
    "knative",
    "spinnaker",
    "k8s-sidecar",
    "k8s-wait-for",
    "kube-",
    "kubelet",
    "kubernetes-",
];

/// Finds them.
static NAMES: LazyLock<Option<Literals>> = LazyLock::new(|| Literals::new(CLIENTS));

/// What the arguments of clients hold.
static WORDS: LazyLock<Option<Literals>> = LazyLock::new(|| {
    Literals::new(&[
        "leader-elect",
        "kubeconfig",
        "in-cluster",
        "kubectl",
        "kubernetes.io/serviceaccount",
        "kubernetes.default",
    ])
});

/// Whether something in a pod says that it talks to the API server.
pub(super) fn is_api_client<'a>(pod: Pod<'a>) -> bool {
    let holds = |text: &str| NAMES.as_ref().is_some_and(|it| it.are_in(text));
    let named = pod.resource().name();
    let component = pod.label("app.kubernetes.io/component").unwrap_or_default();
    if holds(named) || holds(component) || is_projected(pod) {
        return true;
    }
    pod.containers().any(|it| {
        let words =
            || it.get("command").into_iter().chain(it.get("args")).flat_map(|it| it.items()).filter_map(Value::text);
        let speaks = |text: &str| WORDS.as_ref().is_some_and(|it| it.are_in(text));
        // The host says where an image is from: `registry.k8s.io` holds more than clients.
        let image = |it: Container<'a>| it.image_value().and_then(Value::as_str).and_then(Image::parse);
        let env =
            |it: Value<'_>| it.str("name").is_some_and(|it| it.starts_with("KUBERNETES_") || it.starts_with("KUBE_"));
        image(it).is_some_and(|it| holds(it.path))
            || words().any(speaks)
            || it.get("env").into_iter().flat_map(|it| it.items()).any(env)
    })
}

/// Whether a binding of the input names a service account.
pub(super) fn is_bound<'a>(account: &str, namespace: Option<&str>, near: Resource<'a>, index: &Index<'a>) -> bool {
    !index.bindings_of(account, namespace, near).is_empty()
}

/// Whether nothing shows that a pod, which mounts the token of its account, needs one: then `sa-token-automount` speaks of it.
pub(super) fn is_needless<'a>(pod: Pod<'a>, index: &Index<'a>) -> bool {
    let resource = pod.resource();
    let is_quiet = match account(pod, index).found() {
        Some(account) => {
            let pods = index.running_as(account.name(), account.namespace(), account);
            pods.into_iter().any(|it| is_automounted(it, Some(account)) && is_api_client(it))
                || is_bound(account.name(), account.namespace(), account, index)
        }
        None => is_api_client(pod) || is_bound(pod.service_account(), resource.namespace(), resource, index),
    };
    !is_quiet
}

#[cfg(test)]
mod tests {
    use crate::rules::access::fixtures::binding;
    use crate::rules::access::sa_token_automount::SA_TOKEN_AUTOMOUNT;
    use crate::rules::access::sa_token_automount_privileged::SA_TOKEN_AUTOMOUNT_PRIVILEGED;
    use crate::rules::tester;

    const POD: &str =
        "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers: [{name: web, image: nginx}]\n";
    const SA: &str = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: a}\n";

    #[test]
    fn the_fix_is_made_where_it_counts() {
        let rule = tester::of(&SA_TOKEN_AUTOMOUNT);
        let edits = |text: &str| rule.fails(text).fix.unwrap().edits.into_iter().map(|it| it.text).collect::<Vec<_>>();
        assert_eq!(edits(POD), ["\n  automountServiceAccountToken: false"]);
        let asking = format!("{POD}  serviceAccountName: a\n  automountServiceAccountToken: true\n");
        assert_eq!(edits(&format!("{SA}---\n{asking}")), ["\nautomountServiceAccountToken: false", "false"]);
        assert_eq!(edits(&format!("{SA}automountServiceAccountToken: false\n---\n{asking}")), ["false"]);
    }

    #[test]
    fn a_token_that_is_projected_is_a_token() {
        let pod = |audience: &str| {
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: web, namespace: ns}}\nspec:\n  serviceAccountName: s\n  \
                 automountServiceAccountToken: false\n  volumes:\n  - name: t\n    projected:\n      sources:\n      \
                 - serviceAccountToken: {{path: t{audience}}}\n"
            )
        };
        let rule = tester::of(&SA_TOKEN_AUTOMOUNT_PRIVILEGED);
        rule.fails(&(binding("ClusterRoleBinding", "edit") + &pod("")));
        rule.passes(&(binding("ClusterRoleBinding", "edit") + &pod(", audience: vault")));
    }
}
