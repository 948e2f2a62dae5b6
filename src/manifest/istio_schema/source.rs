//! Conditions of an AuthorizationPolicy: who calls, and the attributes of `when`.

use super::text::is_network;
use super::{Problems, set};
use crate::yaml::Value;

const FIELDS: [&str; 14] = [
    "principals",
    "requestPrincipals",
    "namespaces",
    "ipBlocks",
    "remoteIpBlocks",
    "serviceAccounts",
    "trustDomains",
    "notPrincipals",
    "notRequestPrincipals",
    "notNamespaces",
    "notIpBlocks",
    "notRemoteIpBlocks",
    "notServiceAccounts",
    "notTrustDomains",
];

/// Fields of a source that a TCP connection has.
pub(super) const TCP: [&str; 10] = [
    "principals",
    "notPrincipals",
    "ipBlocks",
    "notIpBlocks",
    "namespaces",
    "notNamespaces",
    "remoteIpBlocks",
    "notRemoteIpBlocks",
    "serviceAccounts",
    "notServiceAccounts",
];

/// Fields of a source that no external authorizer can be asked for.
const NOT_CUSTOM: [&str; 10] = [
    "namespaces",
    "notNamespaces",
    "serviceAccounts",
    "notServiceAccounts",
    "trustDomains",
    "notTrustDomains",
    "principals",
    "notPrincipals",
    "requestPrincipals",
    "notRequestPrincipals",
];

pub(super) fn check<'a>(source: Value<'a>, is_custom: bool, out: &mut Problems<'a>) {
    if FIELDS.iter().all(|it| set(source, it).is_none()) {
        out.refuse(source, "`source` is empty");
    }
    for field in NOT_CUSTOM.iter().filter(|_| is_custom) {
        out.refuse_field(source, field, &format!("`{field}` is not supported with action CUSTOM"));
    }
    let accounts = set(source, "serviceAccounts").or(set(source, "notServiceAccounts"));
    let others = ["principals", "notPrincipals", "namespaces", "notNamespaces"];
    if let Some(at) = accounts.filter(|_| others.iter().any(|it| set(source, it).is_some())) {
        out.refuse(at, "`serviceAccounts` cannot stand beside `principals` or `namespaces`");
    }
    for field in FIELDS {
        for (at, text) in source.list(field).filter_map(|it| Some((it, it.as_str()?))) {
            let name = field.trim_start_matches("not");
            let error = match name.to_ascii_lowercase().as_str() {
                _ if text.is_empty() => Some("the value is empty"),
                "ipblocks" | "remoteipblocks" if !is_network(text) => Some("this is no IP address or CIDR block"),
                "serviceaccounts" => account_error(text),
                "trustdomains" => domain_error(text),
                _ => None,
            };
            if let Some(error) = error {
                out.refuse(at, error);
            }
        }
    }
    for field in ["serviceAccounts", "notServiceAccounts"] {
        if let Some(at) = source.get(field).filter(|it| it.len() > 16) {
            out.refuse(at, "there are more than 16 service accounts");
        }
    }
}

fn account_error(text: &str) -> Option<&'static str> {
    if text.contains('*') {
        return Some("a service account has no wildcard");
    }
    if text.len() > 320 {
        return Some("the value has more than 320 characters");
    }
    let parts: Vec<&str> = text.split('/').collect();
    (parts.len() > 2 || parts.iter().any(|it| it.is_empty()))
        .then_some("a service account is written `name` or `namespace/name`")
}

fn domain_error(text: &str) -> Option<&'static str> {
    if text.contains('/') {
        return Some("a trust domain has no `/`");
    }
    wildcard_error(text)
}

fn wildcard_error(text: &str) -> Option<&'static str> {
    let count = text.matches('*').count();
    (count > 1 || count == 1 && !text.starts_with('*') && !text.ends_with('*'))
        .then_some("one `*` may stand at the start or at the end")
}

pub(super) fn check_condition<'a>(condition: Value<'a>, is_custom: bool, out: &mut Problems<'a>) {
    let Some(key) = condition.get("key").filter(|it| it.text().is_some_and(|it| !it.is_empty())) else {
        out.refuse(condition, "the condition has no `key`");
        return;
    };
    let name = key.text().unwrap_or_default();
    if set(condition, "values").is_none() && set(condition, "notValues").is_none() {
        out.refuse(condition, "the condition has neither `values` nor `notValues`");
        return;
    }
    let custom = ["source.namespace", "source.serviceAccount", "source.trustDomain", "source.principal"];
    if is_custom && (custom.contains(&name) || name.starts_with("request.auth.")) {
        out.refuse(key, format!("`{name}` is not supported with action CUSTOM"));
    }
    let bracketed = |prefix: &str| {
        name.strip_prefix(prefix).is_some_and(|it| it.starts_with('[') && it.ends_with(']') && it.len() > 2)
    };
    let known = matches!(
        name,
        "source.ip"
            | "remote.ip"
            | "source.namespace"
            | "source.serviceAccount"
            | "source.principal"
            | "source.trustDomain"
            | "request.auth.principal"
            | "request.auth.audiences"
            | "request.auth.presenter"
            | "destination.ip"
            | "destination.port"
            | "connection.sni"
    ) || bracketed("request.headers")
        || bracketed("request.auth.claims")
        || name.starts_with("experimental.envoy.filters.") && name.contains('[') && name.ends_with(']');
    if !known {
        out.refuse(key, format!("there is no attribute `{name}`"));
        return;
    }
    let values = condition.list("values").chain(condition.list("notValues"));
    for (at, text) in values.filter_map(|it| Some((it, it.as_str()?))) {
        let error = match name {
            _ if text.is_empty() => Some("the value is empty"),
            "source.ip" | "remote.ip" | "destination.ip" if !is_network(text) => {
                Some("this is no IP address or CIDR block")
            }
            "source.serviceAccount" => account_error(text),
            "source.trustDomain" => wildcard_error(text),
            "destination.port" if !super::text::is_port_text(text) => Some("this is no port"),
            _ => None,
        };
        if let Some(error) = error {
            out.refuse(at, error);
        }
    }
}
