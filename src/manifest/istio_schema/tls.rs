//! TLS of servers (Gateway, Sidecar) and of clients (DestinationRule).

use super::{Problems, set, word};
use crate::yaml::Value;

/// Cipher suites that proxies take.
pub(super) const CIPHER_SUITES: [&str; 15] = [
    "ECDHE-ECDSA-AES128-GCM-SHA256",
    "ECDHE-RSA-AES128-GCM-SHA256",
    "ECDHE-ECDSA-AES256-GCM-SHA384",
    "ECDHE-RSA-AES256-GCM-SHA384",
    "ECDHE-ECDSA-CHACHA20-POLY1305",
    "ECDHE-RSA-CHACHA20-POLY1305",
    "ECDHE-ECDSA-AES128-SHA",
    "ECDHE-RSA-AES128-SHA",
    "ECDHE-ECDSA-AES256-SHA",
    "ECDHE-RSA-AES256-SHA",
    "AES128-GCM-SHA256",
    "AES256-GCM-SHA384",
    "AES128-SHA",
    "AES256-SHA",
    "DES-CBC3-SHA",
];

const SOURCES: [&str; 7] = [
    "caCrl",
    "serverCertificate",
    "privateKey",
    "caCertificates",
    "tlsCertificates",
    "credentialName",
    "credentialNames",
];

pub(super) fn check_server<'a>(tls: Value<'a>, out: &mut Problems<'a>) {
    let mode = word(tls, "mode");
    if matches!(word(tls, "minProtocolVersion"), "TLSV1_0" | "TLSV1_1") && set(tls, "cipherSuites").is_none() {
        let at = tls.get("minProtocolVersion").unwrap_or(tls);
        out.warn(at, "versions before TLS 1.2 need cipher suites that are not among the default ones");
    }
    let mut seen: Vec<&str> = Vec::new();
    for (at, name) in tls.list("cipherSuites").filter_map(|it| Some((it, it.as_str()?))) {
        let plain = name.trim_start_matches(['-', '!', '+']);
        if !CIPHER_SUITES.contains(&plain) && name != "ALL" {
            out.warn(at, format!("`{name}` is no cipher suite and is left out"));
        } else if seen.contains(&name) {
            out.warn(at, format!("`{name}` is listed twice"));
        }
        seen.push(name);
    }
    if mode == "ISTIO_MUTUAL" {
        for field in SOURCES.iter().filter(|it| **it != "caCrl") {
            out.refuse_field(tls, field, &format!("with ISTIO_MUTUAL, `{field}` cannot be set"));
        }
        return;
    }
    if matches!(mode, "" | "PASSTHROUGH" | "AUTO_PASSTHROUGH")
        && let Some(at) = SOURCES.iter().find_map(|it| set(tls, it))
    {
        let mode = if mode.is_empty() { "PASSTHROUGH" } else { mode };
        out.warn(at, format!("{mode} does not use certificates: they are ignored"));
    }
    let files = set(tls, "serverCertificate").is_some() && set(tls, "privateKey").is_some();
    let others = ["credentialName", "credentialNames", "tlsCertificates"];
    let used = others.iter().filter_map(|it| set(tls, it)).collect::<Vec<_>>();
    if used.len() + usize::from(files) > 1 {
        let text = "only one of `credentialName`, `credentialNames`, `serverCertificate` with `privateKey`, and \
                    `tlsCertificates` may be set";
        out.refuse(used[0], text);
    }
    let needs = matches!(mode, "SIMPLE" | "MUTUAL" | "OPTIONAL_MUTUAL");
    if needs && (set(tls, "credentialName").is_some() || set(tls, "credentialNames").is_some()) {
        return;
    }
    if needs {
        if mode != "SIMPLE" && set(tls, "caCertificates").is_none() {
            out.refuse(tls, format!("{mode} needs `caCertificates` or a credential"));
        }
        let list = set(tls, "tlsCertificates");
        if let Some(list) = list.filter(|it| it.len() > 2) {
            out.warn(list, "two certificates are supported at most");
        }
        let pairs: Vec<Value<'a>> = list.map_or(vec![tls], |it| it.items().collect());
        for pair in pairs {
            for (field, name) in [("serverCertificate", "a certificate"), ("privateKey", "a private key")] {
                if set(pair, field).is_none() {
                    out.refuse(pair, format!("{mode} needs {name}: set `{field}` or a credential"));
                }
            }
        }
    }
    if let Some(at) = set(tls, "caCrl") {
        if set(tls, "credentialName").is_some() {
            out.refuse(at, "`caCrl` does not go with `credentialName`: the list belongs in the credential");
        }
        if mode == "SIMPLE" {
            out.refuse(at, "`caCrl` does not go with SIMPLE");
        }
    }
}

pub(super) fn check_client<'a>(tls: Value<'a>, namespace: Option<&str>, out: &mut Problems<'a>) {
    let mode = word(tls, "mode");
    let credential = set(tls, "credentialName");
    if let Some(at) = credential
        && let Some(reference) = word(tls, "credentialName").strip_prefix("configmap://")
        && let (Some((owner, _)), Some(own)) = (reference.split_once('/'), namespace)
        && owner != own
    {
        out.refuse(at, "a ConfigMap with certificates must be in the namespace of the DestinationRule");
    }
    if tls.flag("insecureSkipVerify") {
        let forbidden: &[&str] = match mode {
            "SIMPLE" => &["caCertificates", "credentialName", "subjectAltNames"],
            "MUTUAL" => &["caCertificates", "subjectAltNames"],
            _ => &[],
        };
        for field in forbidden {
            out.refuse_field(tls, field, &format!("`{field}` is of no use with `insecureSkipVerify`"));
        }
    }
    if matches!(mode, "SIMPLE" | "MUTUAL") && credential.is_some() {
        for field in ["clientCertificate", "caCertificates", "privateKey", "caCrl"] {
            out.refuse_field(tls, field, &format!("`{field}` does not go with `credentialName`"));
        }
        return;
    }
    if mode == "MUTUAL" {
        for field in ["clientCertificate", "privateKey"] {
            if set(tls, field).is_none() {
                out.refuse(tls, format!("MUTUAL needs `{field}` or a credential"));
            }
        }
    }
}
