//! `sa-token-projected-weak`

use super::secret_use::mounts_of;
use crate::rule::prelude::*;

declare_rule! {
    /// Tokens for a system outside of the cluster that the API server takes as well.
    ///
    /// ## Why is this bad?
    /// A projected token without an audience is one for the API server. Handed to Vault, to a cloud or to any other system
    /// that checks it, it lets whoever reads it there act as the pod in the cluster. With an audience it is good for
    /// that system only. How long a token lives is judged by `projected-token-lifetime`.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       env:
    ///         - {name: AWS_WEB_IDENTITY_TOKEN_FILE, value: /tokens/aws}
    ///       volumeMounts: [{name: tokens, mountPath: /tokens}]
    ///   volumes:
    ///     - name: tokens
    ///       projected:
    ///         sources:
    ///           - serviceAccountToken: {path: aws, expirationSeconds: 3600}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       env:
    ///         - {name: AWS_WEB_IDENTITY_TOKEN_FILE, value: /tokens/aws}
    ///       volumeMounts: [{name: tokens, mountPath: /tokens}]
    ///   volumes:
    ///     - name: tokens
    ///       projected:
    ///         sources:
    ///           - serviceAccountToken: {path: aws, audience: sts.amazonaws.com, expirationSeconds: 3600}
    /// ```
    pub SA_TOKEN_PROJECTED_WEAK = "sa-token-projected-weak" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:522", "cwe:668"],
        check: Pod(check)
    }
}

/// Words that name systems which take such tokens.
const SYSTEMS: [&str; 14] = [
    "vault",
    "openbao",
    "consul",
    "conjur",
    "aws",
    "eks",
    "sts",
    "azure",
    "gcp",
    "google",
    "oidc",
    "spiffe",
    "artifactory",
    "external",
];

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    for volume in pod.volumes() {
        for source in volume.get("projected").into_iter().flat_map(|it| it.list("sources")) {
            let Some(token) = source.get("serviceAccountToken") else { continue };
            if token.get("audience").is_some_and(|it| it.text() != Some("")) {
                continue;
            }
            let Some((sign, system)) = used_by(pod, volume, token) else { continue };
            cx.report(token, format!("this token is for `{system}`, and the API server takes it, too"))
                .label(sign, "the name says what it is for")
                .help("set `audience` to the one that the system asks for");
        }
    }
}

/// What says that a token is for another system, and which.
fn used_by<'a>(pod: Pod<'a>, volume: Value<'a>, token: Value<'a>) -> Option<(Value<'a>, &'static str)> {
    let named = |it: Value<'a>| Some((it, system(it.text()?)?));
    let names = volume.get("name").into_iter().chain(token.get("path"));
    names.into_iter().find_map(named).or_else(|| {
        let path = token.get("path").and_then(Value::text).unwrap_or_default();
        pod.containers().find_map(|container| {
            let mut mounts = mounts_of(container, volume).filter_map(|it| it.get("mountPath"));
            mounts.find_map(|mount| {
                let folder = mount.text()?.trim_end_matches('/');
                let reads = |it: &Value<'_>| {
                    it.str("value")
                        .and_then(|it| it.strip_prefix(folder))
                        .is_some_and(|it| it.trim_start_matches('/') == path)
                };
                let variable = container.value().list("env").find(reads).and_then(|it| it.get("name"));
                named(mount).or_else(|| named(variable?))
            })
        })
    })
}

/// The system whose name is a word of a text.
fn system(text: &str) -> Option<&'static str> {
    let mut words = text.split(|it: char| !it.is_ascii_alphanumeric());
    words.find_map(|word| SYSTEMS.iter().copied().find(|it| it.eq_ignore_ascii_case(word)))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn pod(volume: &str, mount: &str, token: &str) -> String {
        tester::pod(&format!(
            "{{containers: [{{name: a, volumeMounts: [{{name: {volume}, mountPath: {mount}}}]}}], volumes: [{{name: {volume}, projected: {{sources: [{{serviceAccountToken: {{{token}}}}}]}}}}]}}"
        ))
    }

    #[test]
    fn a_whole_word_says_what_it_is_for() {
        let rule = tester::of(&super::SA_TOKEN_PROJECTED_WEAK);
        rule.fails(&pod("vault-token", "/t", "path: token"));
        rule.fails(&pod("t", "/var/run/secrets/vault", "path: token, audience: ''"));
        rule.fails(&pod("t", "/t", "path: aws-token"));
        rule.passes(&pod("t", "/t", "path: token"));
        rule.passes(&pod("kube-api-access", "/var/run/secrets/kubernetes.io/serviceaccount", "path: token"));
        rule.passes(&pod("vaulted", "/sts2", "path: token"));
        rule.passes(&pod("vault", "/t", "path: token, audience: vault"));
    }
}
