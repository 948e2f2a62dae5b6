//! `secret-kubeconfig-embedded`

use super::base64;
use super::place::place;
use super::value::{self, ValueClass};
use crate::rule::prelude::*;

declare_rule! {
    /// Kubeconfig files that hold a credential.
    ///
    /// ## Why is this bad?
    /// A kubeconfig with a token, a password or a client key opens a cluster from anywhere, with the rights of its
    /// user, which is often an administrator. Client certificates cannot be revoked before they expire.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Config
    /// users:
    ///   - name: ci
    ///     user: {token: Zq7kWm2xT9vLb4Rn8sYd}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Config
    /// users:
    ///   - name: ci
    ///     user:
    ///       exec: {apiVersion: client.authentication.k8s.io/v1, command: aws, args: [eks, get-token]}
    /// ```
    pub SECRET_KUBECONFIG_EMBEDDED = "secret-kubeconfig-embedded" {
        severity: Critical,
        confidence: High,
        since: "0.1.0",
        refs: ["trivy:KSV-01010", "kubescape:C-0012", "cwe:312", "cwe:522"],
        check: Resource(&[Kind::Other, Kind::Secret, Kind::ConfigMap], check)
    }
}

const HELP: &str = "revoke the credential, and let people and pipelines log in with `exec` or OIDC, or keep the file in a secret store";

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    if resource.kind() == Kind::Other {
        if resource.kind_name() == "Config" && matches!(resource.api_version(), "v1" | "client.config.openshift.io/v1")
        {
            for (user, key, value) in credentials(resource.root()) {
                report(place(value, None, 0), user, key, cx);
            }
        }
        return;
    }
    for (field, encoded) in [("data", resource.kind() == Kind::Secret), ("stringData", false)] {
        for (key, value) in resource.root().get(field).into_iter().flat_map(|it| it.entries()) {
            let Some(text) = value.text().filter(|it| it.len() > 60) else { continue };
            let decoded = if encoded { base64::decode_text(text) } else { Some(text.to_owned()) };
            let Some(file) = decoded.filter(|it| it.contains("users") && it.contains("Config")) else { continue };
            let tree = crate::yaml::parse(value.span().source, file.as_str().into());
            let root = tree.documents().next().and_then(|it| it.root()).filter(|it| it.str("kind") == Some("Config"));
            for (user, name, inner) in root.map(credentials).unwrap_or_default() {
                let range = inner.key().map(|it| it.span().range()).filter(|_| !encoded);
                // In base64 the lines of the file are not those of the manifest.
                let at = if encoded { (key.span(), value.location()) } else { place(value, range, 0) };
                report(at, user, name, cx);
                if encoded {
                    break;
                }
            }
        }
    }
}

fn report(at: (crate::source::Span, String), user: &str, key: &str, cx: &mut Context<'_>) {
    cx.report(at, format!("a kubeconfig holds the `{key}` of user `{user}` in clear text"))
        .sensitive()
        .help(HELP)
        .covers(&[
            "secret-cleartext-manifest",
            "secret-in-configmap",
            "secret-private-key",
            "secret-service-account-token",
        ]);
}

/// Users with the names and values of their credentials.
fn credentials(config: Value<'_>) -> Vec<(&str, &'static str, Value<'_>)> {
    const FIELDS: [(&str, &str); 7] = [
        ("token", "token"),
        ("password", "password"),
        ("client-key-data", "client-key-data"),
        ("auth-provider.config.access-token", "access-token"),
        ("auth-provider.config.id-token", "id-token"),
        ("auth-provider.config.refresh-token", "refresh-token"),
        ("auth-provider.config.client-secret", "client-secret"),
    ];
    let mut all = Vec::new();
    for entry in config.list("users") {
        let Some(user) = entry.get("user") else { continue };
        for (path, name) in FIELDS {
            let Some(value) = user.path(path) else { continue };
            let class = value::classify(value.text().unwrap_or_default().trim());
            if !matches!(class, ValueClass::Reference | ValueClass::Placeholder | ValueClass::Path) {
                all.push((entry.str("name").unwrap_or_default(), name, value));
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn it_is_read_in_its_own_file_and_inside_of_others() {
        let rule = tester::of(&super::SECRET_KUBECONFIG_EMBEDDED);
        let text = "apiVersion: v1\nkind: ConfigMap\ndata:\n  config: |\n    apiVersion: v1\n    kind: Config\n    users:\n    - name: a\n      user:\n        password: Zq7kWm2xT9vL\n";
        assert_eq!(&text[rule.fails(text).span().range()], "password");
        let encoded =
            "YXBpVmVyc2lvbjogdjEKa2luZDogQ29uZmlnCnVzZXJzOgotIG5hbWU6IGEKICB1c2VyOgogICAgdG9rZW46IFpxN2tXbTJ4VDl2TAo=";
        let secret = format!("apiVersion: v1\nkind: Secret\ndata:\n  kubeconfig: {encoded}\n");
        assert_eq!(&secret[rule.fails(&secret).span().range()], "kubeconfig");
        for user in [
            "{token: $(TOKEN)}",
            "{tokenFile: /run/token}",
            "{client-certificate: /etc/c.pem, client-key: /etc/k.pem}",
            "{token: ''}",
        ] {
            rule.passes(&format!("apiVersion: v1\nkind: Config\nusers: [{{name: a, user: {user}}}]\n"));
        }
    }
}
