//! `gateway-credential-invalid`

use crate::manifest::gateway_servers;
use crate::rule::prelude::*;
use crate::yaml::base64;

declare_rule! {
    /// Secrets that a Gateway cannot take a certificate from.
    ///
    /// ## Why is this bad?
    /// Istio reads `tls.crt` and `tls.key`, or `cert` and `key`, as PEM. Where one is missing or is something else the
    /// server of the Gateway is not opened, and connections are refused.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: web, namespace: infra}
    /// spec:
    ///   selector: {istio: edge}
    ///   servers: [{port: {number: 443, name: https, protocol: HTTPS}, hosts: [web.example.com], tls: {mode: SIMPLE, credentialName: web-tls}}]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: edge, namespace: infra, labels: {istio: edge}}
    /// spec: {containers: [{name: istio-proxy, image: auto}]}
    /// ---
    /// apiVersion: v1
    /// kind: Secret
    /// metadata: {name: web-tls, namespace: infra}
    /// data: {tls.crt: LS0tLS1CRUdJTg==, ca.crt: LS0tLS1CRUdJTg==}
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Gateway
    /// metadata: {name: web, namespace: infra}
    /// spec:
    ///   selector: {istio: edge}
    ///   servers: [{port: {number: 443, name: https, protocol: HTTPS}, hosts: [web.example.com], tls: {mode: SIMPLE, credentialName: web-tls}}]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: edge, namespace: infra, labels: {istio: edge}}
    /// spec: {containers: [{name: istio-proxy, image: auto}]}
    /// ---
    /// apiVersion: v1
    /// kind: Secret
    /// metadata: {name: web-tls, namespace: infra}
    /// data: {tls.crt: "${CERTIFICATE}", tls.key: "${KEY}"}
    /// ```
    pub GATEWAY_CREDENTIAL_INVALID = "gateway-credential-invalid" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0161"],
        check: Related(&[Kind::IstioGateway], check)
    }
}

/// The fields of a certificate and its key, in the order in which Istio looks for them.
const FIELDS: [[&str; 2]; 2] = [["cert", "key"], ["tls.crt", "tls.key"]];

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let mut seen: Vec<&str> = Vec::new();
    for tls in gateway_servers(resource).filter_map(|it| it.get("tls")) {
        for at in tls.get("credentialName").into_iter().chain(tls.list("credentialNames")) {
            let Some(name) = at.as_str().filter(|it| !it.is_empty() && !it.contains("://") && !seen.contains(it))
            else {
                continue;
            };
            seen.push(name);
            let place =
                index.gateway_pods(resource).first().map_or(resource.namespace(), |it| it.resource().namespace());
            let Lookup::Found(secret) = index.find_in(Kind::Secret, name, place, resource) else { continue };
            if let Some(what) = judge(secret) {
                cx.report(at, format!("Secret `{name}` {what}"))
                    .label(secret, "the Secret")
                    .help("put the certificate into `tls.crt` and its key into `tls.key`, both as PEM");
            }
        }
    }
}

/// What keeps Istio from reading a certificate out of a Secret, if anything does.
fn judge(secret: Resource<'_>) -> Option<String> {
    let field = |name: &str| {
        let plain = secret.path("stringData").and_then(|it| it.get_raw(name)).map(|it| (it, false));
        plain.or_else(|| Some((secret.path("data")?.get_raw(name)?, true)))
    };
    // What is filled in later says nothing now.
    let filled =
        |it: Value<'_>| it.text().is_some_and(|it| !it.trim().is_empty() && !it.contains(['$', '<', '{', '%']));
    secret.path("data").or(secret.path("stringData"))?;
    let pair = FIELDS.into_iter().find(|it| it.iter().any(|it| field(it).is_some()));
    let Some(pair) = pair else { return Some("has neither `tls.crt` nor `tls.key`".to_owned()) };
    for (name, kind) in pair.into_iter().zip(["CERTIFICATE", "KEY"]) {
        let Some((value, encoded)) = field(name) else { return Some(format!("has no `{name}`")) };
        if filled(value) && !is_pem(value.text().unwrap_or_default(), encoded, kind) {
            return Some(format!("holds something else than PEM in `{name}`"));
        }
    }
    None
}

/// Whether a text is, or may become, PEM of a kind.
fn is_pem(text: &str, encoded: bool, kind: &str) -> bool {
    let holds = |text: &[u8]| {
        let text = String::from_utf8_lossy(text);
        let begins =
            text.lines().any(|it| it.starts_with("-----BEGIN ") && it.trim_end().ends_with(&format!("{kind}-----")));
        // What is a template, or says so, stands for what is filled in.
        const BLANKS: [&str; 7] = ["change", "place", "todo", "example", "dummy", "fake", "fill"];
        let lower = text.to_ascii_lowercase();
        let is_blank = text.trim().is_empty() || BLANKS.iter().any(|it| lower.contains(it));
        begins || text.contains(['$', '<', '{', '%']) || is_blank || !encoded && text.len() < 64
    };
    if encoded { base64::decode(text).is_none_or(|it| holds(&it)) } else { holds(text.as_bytes()) }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(secret: &str) -> String {
        format!(
            "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {{name: g, namespace: a}}\nspec: {{selector: {{x: y}}, servers: [{{port: {{number: 443, name: s, protocol: HTTPS}}, tls: {{credentialName: c}}}}, {{port: {{number: 444, name: t, protocol: HTTPS}}, tls: {{credentialNames: [c]}}}}]}}\n---\napiVersion: v1\nkind: Secret\nmetadata: {{name: c, namespace: a}}\n{secret}\n"
        )
    }

    #[test]
    fn either_pair_of_names_does_and_one_of_each_does_not() {
        let rule = tester::of(&super::GATEWAY_CREDENTIAL_INVALID);
        let pem = |kind: &str| format!("\"-----BEGIN {kind}-----\\nAA\\n-----END {kind}-----\\n{}\"", " ".repeat(64));
        let (cert, key) = (pem("CERTIFICATE"), pem("RSA PRIVATE KEY"));
        rule.passes(&of(&format!("stringData: {{tls.crt: {cert}, tls.key: {key}}}")));
        rule.passes(&of(&format!("stringData: {{cert: {cert}, key: {key}}}")));
        rule.fails(&of(&format!("stringData: {{cert: {cert}, tls.key: {key}}}")));
        rule.fails(&of(&format!("stringData: {{tls.crt: {key}, tls.key: {key}}}")));
        rule.fails(&of("data: {ca.crt: AAAA}"));
    }

    #[test]
    fn what_is_filled_in_later_is_not_judged() {
        let rule = tester::of(&super::GATEWAY_CREDENTIAL_INVALID);
        rule.passes(&of("type: kubernetes.io/tls"));
        rule.passes(&of("data: {tls.crt: '', tls.key: ''}"));
        rule.passes(&of("data: {tls.crt: '{{ cert }}', tls.key: REPLACE}"));
        rule.fails(&of(&format!("data: {{tls.crt: {}, tls.key: ''}}", "QUJD".repeat(40))));
    }

    #[test]
    fn words_that_are_encoded_are_meant() {
        let rule = tester::of(&super::GATEWAY_CREDENTIAL_INVALID);
        rule.fails(&of("data: {cert: aHVzaCBodXNoIGh1c2gK, key: ''}"));
        rule.passes(&of("data: {cert: Y2hhbmdlbWU=, key: ''}"));
        rule.passes(&of("stringData: {cert: later, key: later}"));
    }
}
