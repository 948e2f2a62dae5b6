//! `secret-bootstrap-token`

use super::base64;
use super::place::place;
use crate::rule::prelude::*;

declare_rule! {
    /// Tokens that let a machine join the cluster.
    ///
    /// ## Why is this bad?
    /// Who has a bootstrap token gets a certificate as a node, and with `certificateKey` the keys of the control
    /// plane. `kubeadm` makes tokens for a day; one in a repository tends to be renewed instead.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Secret
    /// metadata: {name: bootstrap-token-07401b, namespace: kube-system}
    /// type: bootstrap.kubernetes.io/token
    /// stringData:
    ///   token-id: 07401b
    ///   token-secret: 1had61x67s3yotrz
    /// ```
    /// ```yaml
    /// apiVersion: kubeadm.k8s.io/v1beta4
    /// kind: JoinConfiguration
    /// discovery:
    ///   bootstrapToken: {token: 07401b.1had61x67s3yotrz, apiServerEndpoint: kube:6443}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: kubeadm.k8s.io/v1beta4
    /// kind: InitConfiguration
    /// bootstrapTokens:
    ///   - token: abcdef.0123456789abcdef
    /// ```
    pub SECRET_BOOTSTRAP_TOKEN = "secret-bootstrap-token" {
        severity: Critical,
        confidence: High,
        since: "0.1.0",
        refs: ["trivy:KSV-01010", "kubescape:C-0012", "cwe:798"],
        check: Resource(&[Kind::Secret, Kind::Other], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let root = resource.root();
    if resource.kind() == Kind::Secret {
        if root.str("type") != Some("bootstrap.kubernetes.io/token") {
            return;
        }
        for (field, encoded) in [("data", true), ("stringData", false)] {
            let Some(value) = root.get(field).and_then(|it| it.get("token-secret")) else { continue };
            let text = value.text().unwrap_or_default();
            let secret = if encoded { base64::decode_text(text).unwrap_or_default() } else { text.to_owned() };
            report(value, is_part(&secret, 16) && secret != SAMPLE, "token", cx);
        }
        return;
    }
    if !resource.group().ends_with("kubeadm.k8s.io") && !resource.group().ends_with("cluster.x-k8s.io") {
        return;
    }
    let tokens = root.list("bootstrapTokens").filter_map(|it| it.get("token"));
    let single =
        ["discovery.bootstrapToken.token", "discovery.tlsBootstrapToken"].into_iter().filter_map(|it| root.path(it));
    for value in tokens.chain(single) {
        report(value, is_token(value.text().unwrap_or_default()), "token", cx);
    }
    for value in ["certificateKey", "controlPlane.certificateKey"].into_iter().filter_map(|it| root.path(it)) {
        let text = value.text().unwrap_or_default();
        let key = text.len() == 64
            && text.bytes().all(|it| it.is_ascii_hexdigit())
            && text.bytes().any(|it| it != text.as_bytes()[0]);
        report(value, key, "certificate key", cx);
    }
}

/// The one in the documentation.
const SAMPLE: &str = "0123456789abcdef";

fn is_part(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit())
}

fn is_token(text: &str) -> bool {
    text.split_once('.').is_some_and(|(id, secret)| is_part(id, 6) && is_part(secret, 16) && secret != SAMPLE)
}

fn report(value: Value<'_>, real: bool, what: &str, cx: &mut Context<'_>) {
    if real {
        cx.report(place(value, None, 0), format!("a bootstrap {what} stands here in clear text"))
            .sensitive()
            .help("delete it with `kubeadm token delete`, and make one when a node joins with `kubeadm token create`")
            .covers(&["secret-cleartext-manifest"]);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn samples_and_other_tokens_pass() {
        let rule = tester::of(&super::SECRET_BOOTSTRAP_TOKEN);
        let init = |field: &str| format!("apiVersion: kubeadm.k8s.io/v1beta3\nkind: InitConfiguration\n{field}\n");
        rule.fails(&init("bootstrapTokens: [{token: 9a08jv.c0izixklcxtmnze7}]"));
        rule.fails(&init("certificateKey: e6a2eb8581237ab72a4f494f30285ec12a9694d750b9785706a83bfcbbbd2204"));
        rule.passes(&init("certificateKey: '{{ .key }}'"));
        rule.passes(&init("bootstrapTokens: [{token: '${TOKEN}'}]"));
        rule.passes("apiVersion: v1\nkind: Secret\ntype: bootstrap.kubernetes.io/token\nstringData: {token-id: abcdef, token-secret: 0123456789abcdef}\n");
        rule.fails("apiVersion: v1\nkind: Secret\ntype: bootstrap.kubernetes.io/token\ndata: {token-secret: MWhhZDYxeDY3czN5b3Ryeg==}\n");
    }
}
