//! `service-account-token-secret-mount`

use crate::manifest::host_path::host_paths;
use crate::rule::prelude::*;

declare_rule! {
    /// Pods that mount a service account token which never expires, or that of another pod.
    ///
    /// ## Why is this bad?
    /// A token out of a Secret is valid until the Secret is deleted, wherever it was copied to. A mount of a folder
    /// in which the kubelet keeps the tokens of another pod gives the pod the identity of its neighbour.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   containers:
    ///     - name: app
    ///   volumes:
    ///     - name: token
    ///       secret: {secretName: deployer}
    /// ---
    /// apiVersion: v1
    /// kind: Secret
    /// metadata:
    ///   name: deployer
    ///   namespace: shop
    ///   annotations: {kubernetes.io/service-account.name: deployer}
    /// type: kubernetes.io/service-account-token
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   containers:
    ///     - name: app
    ///   volumes:
    ///     - name: token
    ///       projected:
    ///         sources:
    ///           - serviceAccountToken: {path: token, audience: vault}
    /// ```
    pub SERVICE_ACCOUNT_TOKEN_SECRET_MOUNT = "service-account-token-secret-mount" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:522", "cwe:613"],
        keys: ["secret", "secretKeyRef", "projected", "hostPath"],
        check: Related(Kind::WITH_PODS, check)
    }
}

const HELP: &str = "project a `serviceAccountToken` with an audience; it expires, and the kubelet renews it";

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    Pod::all(resource).for_each(|pod| of_pod(pod, index, cx));
}

fn of_pod<'a>(pod: Pod<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let resource = pod.resource();
    for volume in pod.volumes() {
        let own = volume.get("secret").and_then(|it| it.get("secretName"));
        let projected = volume.get("projected").into_iter().flat_map(|it| it.list("sources"));
        for at in own.into_iter().chain(projected.filter_map(|it| it.get("secret")?.get("name"))) {
            of_secret(at, resource, index, cx);
        }
    }
    let variables = pod.containers().filter_map(|it| it.get("env")).flat_map(Value::items);
    for at in variables.filter_map(|it| it.get("valueFrom")?.get("secretKeyRef")?.get("name")) {
        of_secret(at, resource, index, cx);
    }
    for (volume, source, path) in host_paths(pod) {
        // The folder of all volumes is what every CSI driver mounts, and a finding of its own.
        let tokens = ["/secrets/kubernetes.io", "kubernetes.io~secret", "kubernetes.io~projected"];
        if tokens.iter().any(|it| path.contains(it)) {
            let name = volume.get("name").and_then(Value::text).unwrap_or_default();
            cx.report(source.get("path").unwrap_or(source), format!("volume `{name}` holds the tokens of other pods"))
                .covers(&["sensitive-host-path", "host-path-volume"])
                .help("delete the volume; a pod has a token of its own");
        }
    }
}

fn of_secret<'a>(at: Value<'a>, resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(name) = at.as_str() else { return };
    match index.find(Kind::Secret, name, resource).found() {
        Some(secret) => {
            if let Some(it) =
                secret.root().get("type").filter(|it| it.as_str() == Some("kubernetes.io/service-account-token"))
            {
                cx.report(at, format!("Secret `{name}` is a service account token that never expires"))
                    .label(it, "a token until it is deleted")
                    .help(HELP);
            }
        }
        None if is_generated(name) => {
            cx.report(at, format!("Secret `{name}` is named like a service account token that never expires"))
                .confidence(Confidence::Medium)
                .help(HELP);
        }
        None => {}
    }
}

/// Whether a Secret is called as Kubernetes before 1.24 called the tokens that it made: `deployer-token-x7k2p`.
fn is_generated(name: &str) -> bool {
    let Some((account, random)) = name.rsplit_once("-token-") else { return false };
    !account.is_empty() && random.len() == 5 && random.bytes().all(|b| b"bcdfghjklmnpqrstvwxz2456789".contains(&b))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn generated_names_give_a_token_away() {
        let rule = tester::of(&super::SERVICE_ACCOUNT_TOKEN_SECRET_MOUNT);
        let secret = |name: &str| tester::pod(&format!("{{volumes: [{{name: v, secret: {{secretName: {name}}}}}]}}"));
        rule.fails(&secret("default-token-x7k2p"));
        rule.passes(&secret("api-token-proxy"));
        rule.passes(&secret("gitlab-token"));
        rule.fails(&tester::container(
            "env: [{name: T, valueFrom: {secretKeyRef: {name: ci-token-b4d9z, key: token}}}]",
        ));
        rule.fails(&tester::pod(
            "{volumes: [{name: v, projected: {sources: [{secret: {name: default-token-x7k2p}}]}}]}",
        ));
    }

    #[test]
    fn the_folders_of_tokens_count() {
        let rule = tester::of(&super::SERVICE_ACCOUNT_TOKEN_SECRET_MOUNT);
        let path = |path: &str| tester::pod(&format!("{{volumes: [{{name: v, hostPath: {{path: {path}}}}}]}}"));
        rule.fails(&path("/var/lib/kubelet/pods/1f/volumes/kubernetes.io~projected/kube-api-access"));
        rule.passes(&path("/var/lib/kubelet/pods"));
        rule.fails(&path("/var/run/secrets/kubernetes.io/serviceaccount"));
        rule.passes(&path("/var/lib/kubelet/plugins"));
    }
}
