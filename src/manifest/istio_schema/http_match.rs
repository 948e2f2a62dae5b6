//! Conditions of HTTP routes in a VirtualService, and the headers that routes change.

use super::text::{is_claim, is_dns_label, is_header};
use super::virtual_service::check_source;
use super::{Problems, set, word};
use crate::yaml::Value;

pub(super) fn check_match<'a>(condition: Value<'a>, out: &mut Problems<'a>) {
    for field in ["headers", "withoutHeaders"] {
        for (key, value) in condition.get(field).into_iter().flat_map(Value::entries) {
            let name = key.text().unwrap_or_default();
            let pseudo = matches!(name, ":method" | ":scheme" | ":authority" | ":path" | ":status");
            if !pseudo && !is_claim(name) && !is_header(name) {
                out.refuse(value, format!("`{name}` is no name of a header"));
            }
            if field == "headers" || word(value, "regex") != "*" {
                check_text(value, true, out);
            }
        }
    }
    if let Some(uri) = condition.get("uri") {
        check_text(uri, false, out);
    }
    let texts = ["scheme", "method", "authority"].iter().filter_map(|it| condition.get(it));
    let parameters = condition.get("queryParams").into_iter().flat_map(Value::entries).map(|it| it.1);
    texts.chain(parameters).for_each(|it| check_text(it, true, out));
    check_source(condition, out);
    if let Some(at) = set(condition, "sourceNamespace").filter(|it| !it.text().is_some_and(is_dns_label)) {
        out.refuse(at, "this is no name of a namespace");
    }
}

/// A text to compare with: `exact`, `prefix` or `regex`.
pub(super) fn check_text<'a>(text: Value<'a>, needs_prefix: bool, out: &mut Problems<'a>) {
    if let Some(at) = text.get("prefix").filter(|it| needs_prefix && it.text().is_some_and(str::is_empty)) {
        out.refuse(at, "the prefix is empty");
    }
    if let Some(at) = text.get("regex") {
        check_regex(at, out);
    }
}

pub(super) fn check_regex<'a>(at: Value<'a>, out: &mut Problems<'a>) {
    let text = at.text().unwrap_or_default();
    if text.is_empty() {
        out.refuse(at, "the regular expression is empty");
    } else if text.len() > 1024 {
        out.refuse(at, "the regular expression has more than 1024 characters");
    } else if ["(?=", "(?!", "(?<=", "(?<!"].iter().any(|it| text.contains(it)) || regex::Regex::new(text).is_err() {
        out.refuse(at, "this is no regular expression of RE2");
    }
}

pub(super) fn check_headers<'a>(of: Value<'a>, out: &mut Problems<'a>) {
    for side in ["request", "response"] {
        let Some(part) = of.get("headers").and_then(|it| it.get(side)) else { continue };
        let check_name = |at: Value<'a>, name: &str, out: &mut Problems<'a>| {
            let host = name.eq_ignore_ascii_case("host") || name.eq_ignore_ascii_case(":authority");
            let may_set = side == "request" && at.key().is_some();
            if name.is_empty() {
                out.refuse(at, "the name of the header is empty");
            } else if !(host && may_set) && (host || name.starts_with(':')) {
                out.refuse(at, format!("the header `{name}` cannot be changed"));
            }
        };
        for (key, value) in ["set", "add"].iter().filter_map(|it| part.get(it)).flat_map(Value::entries) {
            check_name(value, key.text().unwrap_or_default(), out);
            if !is_header_value(value.text().unwrap_or_default()) {
                out.refuse(value, "a `%` in the value of a header starts a variable: write `%%`");
            }
        }
        part.list("remove").for_each(|it| check_name(it, it.text().unwrap_or_default(), out));
    }
}

/// Whether the variables in the value of a header are closed.
fn is_header_value(text: &str) -> bool {
    let mut rest = text.replace("%%", "");
    while let Some(start) = rest.find('%') {
        let tail = &rest[start + 1..];
        let end = match (tail.find('('), tail.find('%')) {
            (Some(open), Some(end)) if open < end => tail.find(")%").map(|it| it + 1),
            (_, end) => end,
        };
        let Some(end) = end else { return false };
        rest = tail[end + 1..].to_owned();
    }
    !text.bytes().any(|it| it < 9 || (10..32).contains(&it) || it == 127)
}
