//! Routes of the Gateway API: what their definitions demand beyond the form.

use super::gateway_listener::{check_host, is_host};
use super::text::is_header;
use super::{Problems, duration, is_ip, word};
use crate::yaml::Value;

/// The types of filters and the field of each.
const FILTERS: [(&str, &str); 8] = [
    ("RequestHeaderModifier", "requestHeaderModifier"),
    ("ResponseHeaderModifier", "responseHeaderModifier"),
    ("RequestMirror", "requestMirror"),
    ("RequestRedirect", "requestRedirect"),
    ("URLRewrite", "urlRewrite"),
    ("ExtensionRef", "extensionRef"),
    ("ExternalAuth", "externalAuth"),
    ("CORS", "cors"),
];

/// Filters that may stand there more than once.
const REPEATED: [&str; 3] = ["RequestMirror", "ExtensionRef", "ExternalAuth"];

pub(super) fn check<'a>(spec: Value<'a>, kind: &str, out: &mut Problems<'a>) {
    check_parents(spec, out);
    for host in spec.list("hostnames") {
        check_host(host, out);
        if kind == "TLSRoute" && host.as_str().is_some_and(is_ip) {
            out.refuse(host, "an IP address is no host");
        }
    }
    let mut names: Vec<&str> = Vec::new();
    let mut matches = 0;
    for rule in spec.list("rules").filter(|it| it.is_mapping()) {
        if let Some(name) = rule.get("name") {
            let text = name.text().unwrap_or_default();
            if names.contains(&text) {
                out.refuse(name, format!("two rules are called `{text}`"));
            }
            names.push(text);
        }
        matches += rule.get("matches").map_or(0, Value::len);
        check_filters(rule, rule, out);
        for backend in rule.list("backendRefs") {
            check_filters(backend, rule, out);
            if let Some(group) =
                backend.get("group").filter(|it| it.as_str().is_some_and(|it| !it.is_empty() && !is_host(it)))
            {
                out.refuse(group, format!("`{}` is not the name of a group", word(backend, "group")));
            }
        }
        for condition in rule.list("matches") {
            check_match(condition, kind, out);
            ["headers", "queryParams"].iter().for_each(|it| check_names(condition, it, out));
        }
        check_times(rule, out);
    }
    if let Some(rules) = spec.get("rules").filter(|_| matches > 128) {
        out.refuse(rules, format!("{matches} matches in all rules are more than 128"));
    }
}

/// One parent may be named twice only with different sections or ports.
fn check_parents<'a>(spec: Value<'a>, out: &mut Problems<'a>) {
    let part = |it: Value<'a>| (word(it, "sectionName"), it.get("port").and_then(Value::as_int));
    let mut before: Vec<Value<'a>> = Vec::new();
    for parent in spec.list("parentRefs").filter(|it| it.is_mapping()) {
        let same = |it: &&Value<'a>| {
            ["name", "namespace", "group"].iter().all(|field| word(**it, field) == word(parent, field))
                && it.str("kind").unwrap_or("Gateway") == parent.str("kind").unwrap_or("Gateway")
        };
        if let Some(twin) = before.iter().find(same) {
            let (one, other) = (part(*twin), part(parent));
            if one == other {
                out.refuse(parent, "the parent is named twice without another `sectionName` or `port`");
            } else if one == ("", None) || other == ("", None) {
                out.refuse(parent, "a parent that is named twice needs `sectionName` or `port` each time");
            }
        }
        before.push(parent);
    }
}

fn check_filters<'a>(holder: Value<'a>, rule: Value<'a>, out: &mut Problems<'a>) {
    let mut seen: Vec<&str> = Vec::new();
    for filter in holder.list("filters").filter(|it| it.is_mapping()) {
        let Some(kind) = filter.get("type") else { continue };
        let name = kind.text().unwrap_or_default();
        for (other, field) in FILTERS {
            let there = filter.get(field);
            if other == name && there.is_none() {
                out.refuse(kind, format!("a filter of type `{name}` needs `{field}`"));
            } else if let Some(at) = there.filter(|_| other != name) {
                out.refuse(at, format!("`{field}` is for filters of type `{other}` only"));
            }
        }
        if seen.contains(&name) && !REPEATED.contains(&name) {
            out.refuse(kind, format!("there is a filter of type `{name}` already"));
        }
        let both = [("RequestRedirect", "URLRewrite"), ("URLRewrite", "RequestRedirect")];
        if both.iter().any(|it| it.0 == name && seen.contains(&it.1)) {
            out.refuse(kind, "a rule redirects or rewrites, not both");
        }
        seen.push(name);
        check_filter(filter, holder, rule, out);
        for headers in ["requestHeaderModifier", "responseHeaderModifier"].iter().filter_map(|it| filter.get(it)) {
            ["add", "set"].iter().for_each(|it| check_names(headers, it, out));
        }
    }
}

/// Headers or parameters: well-formed, and each once.
fn check_names<'a>(holder: Value<'a>, field: &str, out: &mut Problems<'a>) {
    let mut seen: Vec<&str> = Vec::new();
    for entry in holder.list(field) {
        let Some((at, name)) = entry.get("name").and_then(|it| Some((it, it.as_str()?))) else { continue };
        if !is_header(name) && !name.is_empty() {
            out.refuse(at, format!("`{name}` is not a name here"));
        } else if seen.contains(&name) {
            out.refuse(at, format!("`{name}` is listed twice"));
        }
        seen.push(name);
    }
}

fn check_filter<'a>(filter: Value<'a>, holder: Value<'a>, rule: Value<'a>, out: &mut Problems<'a>) {
    let redirect = filter.get("requestRedirect");
    if let Some(at) = redirect.filter(|_| holder == rule && rule.get("backendRefs").is_some_and(|it| !it.is_empty())) {
        out.refuse(at, "a rule that redirects has no backends");
    }
    for path in redirect.into_iter().chain(filter.get("urlRewrite")).filter_map(|it| it.get("path")) {
        let kind = word(path, "type");
        for (other, field) in [("ReplaceFullPath", "replaceFullPath"), ("ReplacePrefixMatch", "replacePrefixMatch")] {
            let there = path.get_raw(field);
            if kind == other && there.is_none() {
                out.refuse(path, format!("type `{other}` needs `{field}`"));
            } else if let Some(at) = there.filter(|_| kind != other && !kind.is_empty()) {
                out.refuse(at, format!("`{field}` is for type `{other}` only"));
            }
        }
        let prefix = |it: Value<'a>| it.get("path").is_none_or(|it| matches!(word(it, "type"), "" | "PathPrefix"));
        let mut matches = rule.list("matches").peekable();
        let one = matches.peek().is_none() || rule.list("matches").count() == 1 && matches.all(prefix);
        if let Some(at) = path.get("replacePrefixMatch").filter(|_| !one) {
            out.refuse(at, "to replace a prefix the rule needs exactly one match, of type `PathPrefix`");
        }
    }
    let Some(mirror) = filter.get("requestMirror") else { return };
    if let (Some(_), Some(fraction)) = (mirror.get("percent"), mirror.get("fraction")) {
        out.refuse(fraction, "`percent` and `fraction` exclude each other");
    }
    if let Some(fraction) = mirror.get("fraction") {
        let number = |field: &str| fraction.get(field).and_then(Value::as_int);
        if number("numerator").unwrap_or_default() > number("denominator").unwrap_or(100) {
            out.refuse(fraction, "the fraction is more than one");
        }
    }
}

fn check_match<'a>(condition: Value<'a>, kind: &str, out: &mut Problems<'a>) {
    if let Some(path) = condition.get("path").filter(|_| kind == "HTTPRoute")
        && matches!(word(path, "type"), "" | "Exact" | "PathPrefix")
        && let Some(value) = path.get("value")
    {
        let text = value.text().unwrap_or_default();
        let odd = ["//", "/./", "/../", "%2f", "%2F", "#"].iter().find(|it| text.contains(*it));
        let end = ["/..", "/."].iter().find(|it| text.ends_with(*it));
        if !text.starts_with('/') {
            out.refuse(value, "the path does not begin with `/`");
        } else if let Some(odd) = odd.or(end) {
            out.refuse(value, format!("a path has no `{odd}`"));
        } else if !text.bytes().all(|it| it.is_ascii_alphanumeric() || b"-/._~!$&'()*+,;=:@%".contains(&it)) {
            out.refuse(value, "the path holds a character that must be encoded");
        }
    }
    if let Some(method) = condition.get("method").filter(|it| kind == "GRPCRoute" && it.is_mapping())
        && word(method, "service").is_empty()
        && word(method, "method").is_empty()
    {
        out.refuse(method, "a method needs `service` or `method`");
    }
}

fn check_times<'a>(rule: Value<'a>, out: &mut Problems<'a>) {
    let Some(times) = rule.get("timeouts") else { return };
    let mut read = |field: &str| {
        let value = times.get(field)?;
        let text = value.as_str()?;
        if !is_time(text) {
            out.refuse(value, format!("`{text}` is no time such as `10s` or `1m30s`, in whole numbers"));
            return None;
        }
        duration(text)
    };
    if let (Some(all), Some(each)) = (read("request"), read("backendRequest"))
        && all > 0.0
        && each > all
    {
        out.refuse(times.get("backendRequest").unwrap_or(times), "longer than the timeout of the whole request");
    }
}

/// Whether a time is written in up to four whole numbers with units from milliseconds to hours.
fn is_time(text: &str) -> bool {
    let (mut rest, mut parts) = (text, 0);
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let unit = ["ms", "h", "m", "s"].iter().find(|it| rest[digits..].starts_with(*it));
        let Some(unit) = unit.filter(|_| (1..=5).contains(&digits)) else { return false };
        rest = &rest[digits + unit.len()..];
        parts += 1;
    }
    (1..=4).contains(&parts)
}
