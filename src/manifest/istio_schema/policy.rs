//! Policies of `security.istio.io`, and what all policies share: a scope.

use super::text::{duration, is_port, is_port_text};
use super::{Problems, check_selector, set, source, word};
use crate::manifest::{Kind, Resource};
use crate::yaml::Value;

/// A policy is for a selector or for targets, not for both.
pub(super) fn check_scope<'a>(spec: Value<'a>, out: &mut Problems<'a>) {
    let selector = spec.get("selector");
    let target = spec.get("targetRef").or(set(spec, "targetRefs"));
    if let Some(at) = target.filter(|_| selector.is_some()) {
        out.refuse(at, "a policy has a `selector` or targets, not both");
    }
    if let Some(at) = set(spec, "targetRefs").filter(|_| spec.get("targetRef").is_some()) {
        out.refuse(at, "a policy has `targetRef` or `targetRefs`, not both");
    }
    check_selector(selector, "matchLabels", out);
}

/// One object that a policy attaches to.
pub(super) fn check_target<'a>(target: Value<'a>, out: &mut Problems<'a>) {
    if let Some(at) = target.get("name").filter(|it| it.text().is_some_and(str::is_empty)) {
        out.refuse(at, "the target has no name");
    }
    out.refuse_field(target, "namespace", "a target is in the namespace of the policy; `namespace` cannot be set");
    let (group, kind) = (word(target, "group"), word(target, "kind"));
    let known = matches!(
        (group, kind),
        ("" | "core", "Service")
            | ("networking.istio.io", "ServiceEntry")
            | ("gateway.networking.k8s.io", "Gateway" | "GatewayClass")
    );
    if !known && !kind.is_empty() {
        let at = target.get("kind").unwrap_or(target);
        let place = if group.is_empty() { "the core group" } else { group };
        out.refuse(at, format!("a policy cannot attach to a {kind} of {place}"));
    }
}

/// The annotation that only logs what a policy would do.
pub(super) fn check_dry_run<'a>(resource: Resource<'a>, out: &mut Problems<'a>) {
    let Some(at) = resource.annotation("istio.io/dry-run") else { return };
    if resource.kind() != Kind::AuthorizationPolicy {
        return out.refuse(at, "only an AuthorizationPolicy has a dry run");
    }
    let action = resource.spec().map(|it| word(it, "action")).unwrap_or_default();
    if !matches!(action, "" | "ALLOW" | "DENY") {
        out.refuse(at, format!("action {action} has no dry run"));
    }
    if !matches!(
        at.text(),
        Some("true" | "false" | "1" | "0" | "t" | "f" | "T" | "F" | "True" | "False" | "TRUE" | "FALSE")
    ) {
        out.refuse(at, "the value is neither `true` nor `false`");
    }
}

pub(super) fn check_authorization<'a>(_: Resource<'a>, spec: Value<'a>, out: &mut Problems<'a>) {
    check_scope(spec, out);
    spec.get("targetRef").into_iter().chain(spec.list("targetRefs")).for_each(|it| check_target(it, out));
    let action = word(spec, "action");
    let (custom, deny) = (action == "CUSTOM", action == "DENY");
    let rules = spec.get("rules");
    if rules.is_none() && (custom || deny) {
        let at = spec.get("action").unwrap_or(spec);
        out.refuse(at, format!("{action} without `rules` never applies; the rule `{{}}` is for every request"));
    }
    match spec.get("provider") {
        Some(provider) if !custom => out.refuse(provider, "only action CUSTOM has a `provider`"),
        provider if custom && rules.is_some() && provider.is_none_or(|it| set(it, "name").is_none()) => {
            out.refuse(provider.unwrap_or(spec), "action CUSTOM needs the name of a `provider`");
        }
        _ => {}
    }
    for rule in spec.list("rules").filter(|it| it.is_mapping()) {
        check_rule(rule, custom, deny, out);
    }
}

fn check_rule<'a>(rule: Value<'a>, custom: bool, deny: bool, out: &mut Problems<'a>) {
    for field in ["from", "to"] {
        if let Some(at) = rule.get(field).filter(|it| it.is_sequence() && it.is_empty()) {
            out.refuse(at, format!("`{field}` is an empty list"));
        }
    }
    let (mut sources, mut operations, mut tcp_from, mut tcp_to) = (0, 0, false, false);
    for from in rule.list("from").filter(|it| it.is_mapping()) {
        let Some(it) = from.get("source") else {
            out.refuse(from, "there is no `source`");
            continue;
        };
        sources += 1;
        source::check(it, custom, out);
        tcp_from |= source::TCP.iter().any(|field| set(it, field).is_some());
    }
    for to in rule.list("to").filter(|it| it.is_mapping()) {
        let Some(it) = to.get("operation") else {
            out.refuse(to, "there is no `operation`");
            continue;
        };
        operations += 1;
        check_operation(it, out);
        tcp_to |= set(it, "ports").or(set(it, "notPorts")).is_some();
    }
    for condition in rule.list("when").filter(|it| it.is_mapping()) {
        source::check_condition(condition, custom, out);
    }
    if deny && (sources > 0 && operations == 0 && !tcp_from || operations > 0 && !tcp_to) {
        out.warn(rule, "the rule denies every connection to TCP ports: all its conditions are about HTTP");
    }
}

fn check_operation<'a>(operation: Value<'a>, out: &mut Problems<'a>) {
    const FIELDS: [&str; 8] = ["ports", "methods", "paths", "hosts", "notPorts", "notMethods", "notPaths", "notHosts"];
    if FIELDS.iter().all(|it| set(operation, it).is_none()) {
        out.refuse(operation, "`operation` is empty");
    }
    for field in FIELDS {
        for (at, text) in operation.list(field).filter_map(|it| Some((it, it.as_str()?))) {
            let error = match field {
                _ if text.is_empty() => Some("the value is empty"),
                "ports" | "notPorts" if !is_port_text(text) => Some("this is no port"),
                "paths" | "notPaths" => template_error(text),
                _ => None,
            };
            if let Some(error) = error {
                out.refuse(at, error);
            }
        }
    }
}

/// What is wrong with `{*}` and `{**}` in a path.
fn template_error(path: &str) -> Option<&'static str> {
    let has = path.contains("{*}") || path.contains("{**}");
    let mut rest = false;
    for part in path.trim_matches('/').split('/') {
        match part {
            "{*}" | "{**}" if rest => return Some("nothing of a template follows `{**}`"),
            "{**}" => rest = true,
            "{*}" => {}
            _ if part.contains(['{', '}']) => {
                return Some("a template is `{*}` or `{**}` and a whole part of the path");
            }
            _ if has && part.contains('*') => return Some("`*` does not go with templates"),
            _ => {}
        }
    }
    None
}

pub(super) fn check_peer<'a>(spec: Value<'a>, out: &mut Problems<'a>) {
    check_selector(spec.get("selector"), "matchLabels", out);
    let Some(ports) = spec.get("portLevelMtls").filter(|it| it.is_mapping()) else { return };
    if ports.is_empty() {
        out.refuse(ports, "`portLevelMtls` is empty");
    } else if spec.path("selector.matchLabels").is_none_or(Value::is_empty) {
        out.refuse(ports, "only a policy with a selector has ports: their numbers are those of workloads");
    }
    for (key, value) in ports.entries() {
        if !key.text().and_then(|it| it.parse().ok()).is_some_and(is_port) {
            out.refuse(value, "the port is not between 1 and 65535");
        }
    }
}

pub(super) fn check_request<'a>(spec: Value<'a>, out: &mut Problems<'a>) {
    check_scope(spec, out);
    spec.get("targetRef").into_iter().chain(spec.list("targetRefs")).for_each(|it| check_target(it, out));
    for rule in spec.list("jwtRules").filter(|it| it.is_mapping()) {
        check_token(rule, out);
    }
}

fn check_token<'a>(rule: Value<'a>, out: &mut Problems<'a>) {
    let uri = set(rule, "jwksUri").or(set(rule, "jwks_uri"));
    if set(rule, "issuer").is_none() && uri.is_none() {
        out.refuse(rule, "there is neither an `issuer` nor a `jwksUri`");
    }
    if let Some(at) = uri {
        let text = at.text().unwrap_or_default();
        let rest = text.strip_prefix("https://").or(text.strip_prefix("http://"));
        match rest.map(|it| it.split(['/', '?', '#']).next().unwrap_or_default()) {
            None => out.refuse(at, "this is no URI of `http` or `https`"),
            Some(authority) => {
                let after = authority.rsplit_once(']').map_or(authority, |it| it.1);
                if after.rsplit_once(':').is_some_and(|it| !it.1.bytes().all(|it| it.is_ascii_digit())) {
                    out.refuse(at, "the port of the URI is no number");
                }
            }
        }
    }
    if let Some(at) = set(rule, "jwks") {
        match serde_json::from_str::<serde_json::Value>(at.text().unwrap_or_default()) {
            Err(_) => out.refuse(at, "the keys are not JSON"),
            Ok(keys) => {
                let list = keys.get("keys").and_then(|it| it.as_array().cloned()).unwrap_or_else(|| vec![keys.clone()]);
                if list.iter().any(|it| it.get("kty").is_none()) {
                    out.refuse(at, "a key has no type (`kty`)");
                } else if list.iter().any(|it| it.get("d").is_some() || it["kty"] == "oct") {
                    out.warn(at, "there is a private key among the keys: only public ones are needed");
                }
            }
        }
    }
    for field in ["audiences", "fromParams", "fromCookies"] {
        for at in rule.list(field).filter(|it| it.text().is_some_and(str::is_empty)) {
            out.refuse(at, "the value is empty");
        }
    }
    for header in rule.list("fromHeaders").filter(|it| it.is_mapping()) {
        if let Some(at) = header.get("name").filter(|it| it.text().is_some_and(str::is_empty)) {
            out.refuse(at, "the header has no name");
        }
    }
    for output in rule.list("outputClaimToHeaders").filter(|it| it.is_mapping()) {
        let (header, claim) = (word(output, "header"), word(output, "claim"));
        let plain = |it: u8| it.is_ascii_alphanumeric() || b"-_".contains(&it);
        if header.is_empty() || claim.is_empty() {
            out.refuse(output, "`header` or `claim` is empty");
        } else if !header.bytes().all(plain) {
            out.refuse(output.get("header").unwrap_or(output), format!("`{header}` is no name of a header"));
        }
    }
    if let Some(at) = rule.get("timeout").filter(|it| it.as_str().and_then(duration).is_some_and(|it| it < 1e6)) {
        out.refuse(at, "the time is shorter than 1ms");
    }
}
