//! `secret-argocd-repo-credential`

use super::place::place;
use super::{base64, content, inline};
use crate::rule::prelude::*;

declare_rule! {
    /// Credentials of Argo CD for repositories and clusters.
    ///
    /// ## Why is this bad?
    /// Argo CD deploys what is in its repositories to its clusters. Who can write to the repository, or has the token
    /// of a cluster, runs what they like there.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Secret
    /// metadata:
    ///   name: repo
    ///   labels: {argocd.argoproj.io/secret-type: repository}
    /// stringData:
    ///   type: git
    ///   url: https://git.corp/deploy
    ///   username: git
    ///   password: Zq7kWm2xT9vLb4Rn8sYd
    /// ```
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: argocd-cm}
    /// data:
    ///   dex.config: |
    ///     connectors:
    ///       - type: github
    ///         config:
    ///           clientSecret: 8a600db504d77a15b4d29552626dc8e74a0d80e2
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: argocd-cm}
    /// data:
    ///   dex.config: |
    ///     connectors:
    ///       - type: github
    ///         config:
    ///           clientSecret: $dex.github.clientSecret
    /// ```
    pub SECRET_ARGOCD_REPO_CREDENTIAL = "secret-argocd-repo-credential" {
        severity: Critical,
        confidence: High,
        since: "0.1.0",
        refs: ["trivy:KSV-01010", "kubescape:C-0012", "cwe:312", "cwe:798"],
        check: Resource(&[Kind::Secret, Kind::ConfigMap], check)
    }
}

/// Entries that hold a credential. In `config` of a cluster it is inside of JSON.
const ENTRIES: &[&str] = &[
    "password",
    "token",
    "bearerToken",
    "sshPrivateKey",
    "githubAppPrivateKey",
    "tlsClientCertKey",
    "gcpServiceAccountKey",
    "config",
];

const HELP: &str = "let a secret store write it (`ExternalSecret`, `SealedSecret`) or refer to an entry of a Secret with `$secret:key`, and \
                    replace the credential";

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let root = resource.root();
    if resource.kind() == Kind::ConfigMap {
        if matches!(resource.name(), "argocd-cm" | "argocd-notifications-cm") {
            for (key, value) in root.get("data").into_iter().flat_map(|it| it.entries()) {
                for found in inline::at_leaf(key.text().unwrap_or_default(), value) {
                    let message = format!("`{}` in the configuration of Argo CD is in clear text", found.name);
                    found.report(cx, message, HELP).covers(&["secret-in-configmap"]);
                }
            }
        }
        return;
    }
    let labelled = resource.label("argocd.argoproj.io/secret-type").is_some();
    if !labelled && resource.name() != "argocd-secret" || root.get("sops").is_some() {
        return;
    }
    for (field, encoded) in [("data", true), ("stringData", false)] {
        for (key, value) in root.get(field).into_iter().flat_map(|it| it.entries()) {
            let (Some(name), Some(text)) = (key.text(), value.text()) else { continue };
            if labelled && !ENTRIES.contains(&name) {
                continue;
            }
            let here = (key.span(), value.location());
            let at = if encoded {
                base64::decode(text).and_then(|it| content::weigh(name, &it)).map(|_| here)
            } else {
                content::find(name, text).into_iter().next().map(|it| place(value, it.name, it.at))
            };
            if let Some(at) = at {
                let message = format!("`{name}` of the Argo CD Secret `{}` is in clear text", resource.name());
                cx.report(at, message).sensitive().help(HELP).covers(&["secret-cleartext-manifest"]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn clusters_count_and_references_pass() {
        let rule = tester::of(&super::SECRET_ARGOCD_REPO_CREDENTIAL);
        let it = |kind: &str, data: &str| {
            format!(
                "apiVersion: v1\nkind: Secret\nmetadata: {{name: c, labels: {{argocd.argoproj.io/secret-type: {kind}}}}}\nstringData:\n  {data}\n"
            )
        };
        rule.fails(&it("cluster", "config: '{\"bearerToken\": \"6aa70198755cd50511e463d9fe72895d\"}'"));
        rule.passes(&it("cluster", "config: '{\"execProviderConfig\": {\"command\": \"argocd-k8s-auth\"}}'"));
        rule.passes(&it("repository", "password: <path:secret/data/git#password>"));
        rule.passes(&it("repository", "username: git"));
        rule.passes("apiVersion: v1\nkind: Secret\nmetadata: {name: other}\nstringData: {password: Zq7kWm2xT9vL}\n");
        rule.fails("apiVersion: v1\nkind: Secret\nmetadata: {name: argocd-secret}\nstringData: {server.secretkey: Zq7kWm2xT9vLb4Rn8sYd}\n");
    }
}
