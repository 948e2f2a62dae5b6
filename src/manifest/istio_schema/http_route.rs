//! Routes of HTTP in a VirtualService.

use super::http_match::{check_headers, check_match, check_regex, check_text};
use super::text::{is_header, is_port};
use super::virtual_service::{check_destination, check_weights};
use super::{Problems, number, set, word};
use crate::yaml::Value;

const METHODS: [&str; 10] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE", "*"];

const RETRY_ON: [&str; 16] = [
    "5xx",
    "gateway-error",
    "reset",
    "reset-before-request",
    "connect-failure",
    "retriable-4xx",
    "refused-stream",
    "retriable-status-codes",
    "retriable-headers",
    "envoy-ratelimited",
    "http3-post-connect-failure",
    "cancelled",
    "deadline-exceeded",
    "internal",
    "resource-exhausted",
    "unavailable",
];

const GRPC: [&str; 17] = [
    "OK",
    "CANCELLED",
    "UNKNOWN",
    "INVALID_ARGUMENT",
    "DEADLINE_EXCEEDED",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "PERMISSION_DENIED",
    "RESOURCE_EXHAUSTED",
    "FAILED_PRECONDITION",
    "ABORTED",
    "OUT_OF_RANGE",
    "UNIMPLEMENTED",
    "INTERNAL",
    "UNAVAILABLE",
    "DATA_LOSS",
    "UNAUTHENTICATED",
];

pub(super) fn check<'a>(route: Value<'a>, is_delegate: bool, out: &mut Problems<'a>) {
    check_actions(route, is_delegate, out);
    for condition in route.list("match").filter(|it| it.is_mapping()) {
        check_match(condition, out);
    }
    check_headers(route, out);
    route.list("route").filter(|it| it.is_mapping()).for_each(|it| check_headers(it, out));
    if let Some(policy) = route.get("corsPolicy") {
        check_cors(policy, out);
    }
    if let Some(fault) = route.get("fault").filter(|it| it.is_mapping()) {
        check_fault(fault, out);
    }
    if let Some(at) = route.get("mirrorPercent").or(route.get("mirror_percent")) {
        if at.as_int().is_some_and(|it| it > 100) {
            out.refuse(at, "a percentage is between 0 and 100");
        }
        out.warn(at, "`mirrorPercent` is deprecated");
    }
    let shares =
        route.get("mirrorPercentage").into_iter().chain(route.list("mirrors").filter_map(|it| it.get("percentage")));
    shares.for_each(|it| check_percentage(it, out));
    let mirrors = route.list("mirrors").filter_map(|it| it.get("destination"));
    route.get("mirror").into_iter().chain(mirrors).for_each(|it| check_destination(it, out));
    check_redirect(route, out);
    if let Some(response) = route.get("directResponse") {
        check_response(response, out);
    }
    if let Some(retries) = route.get("retries").filter(|it| it.is_mapping()) {
        check_retries(retries, out);
    }
    check_rewrite(route, out);
    check_weights(route, out);
}

fn check_actions<'a>(route: Value<'a>, is_delegate: bool, out: &mut Problems<'a>) {
    if let Some(delegate) = route.get("delegate") {
        if is_delegate {
            return out.refuse(delegate, "a VirtualService without hosts cannot delegate");
        }
        for field in ["redirect", "route"] {
            if let Some(at) = route.get(field) {
                out.refuse(at, format!("a route that delegates has no `{field}`"));
            }
        }
        return;
    }
    let mut exclude = |one: &str, others: &[&str]| {
        for other in others {
            if let Some(at) = set(route, other) {
                out.refuse(at, format!("`{one}` and `{other}` exclude each other"));
            }
        }
    };
    if route.get("redirect").is_some() {
        exclude("redirect", &["route", "fault", "rewrite", "directResponse"]);
    } else if route.get("directResponse").is_some() {
        exclude("directResponse", &["route", "fault", "rewrite"]);
    } else if set(route, "route").is_none() {
        out.refuse(route, "the route has no `route`, `redirect` or `directResponse`");
    }
    if let Some(at) = set(route, "mirrors").filter(|_| route.get("mirror").is_some()) {
        out.refuse(at, "`mirror` and `mirrors` exclude each other");
    }
}

fn check_cors<'a>(policy: Value<'a>, out: &mut Problems<'a>) {
    for origin in policy.list("allowOrigins").filter(|it| it.is_mapping()) {
        if ["exact", "prefix", "regex"].iter().all(|it| set(origin, it).is_none()) {
            out.refuse(origin, "the origin is empty");
        } else {
            check_text(origin, true, out);
        }
    }
    for at in policy.list("allowMethods").filter(|it| !it.text().is_some_and(|it| METHODS.contains(&it))) {
        out.refuse(at, format!("`{}` is no method of HTTP", at.text().unwrap_or_default()));
    }
    for at in ["allowHeaders", "exposeHeaders"].iter().flat_map(|it| policy.list(it)) {
        if !at.text().is_some_and(is_header) {
            out.refuse(at, "this is no name of a header");
        }
    }
}

fn check_percentage<'a>(share: Value<'a>, out: &mut Problems<'a>) {
    let value = share.get("value");
    let number = value.and_then(|it| it.text()?.parse::<f64>().ok()).unwrap_or_default();
    if !(0.0..=100.0).contains(&number) {
        out.refuse(value.unwrap_or(share), "a percentage is between 0 and 100");
    }
}

fn check_fault<'a>(fault: Value<'a>, out: &mut Problems<'a>) {
    let (abort, delay) = (fault.get("abort"), fault.get("delay"));
    if abort.or(delay).is_none() {
        out.refuse(fault, "the fault has neither `abort` nor `delay`");
    }
    abort.into_iter().chain(delay).filter_map(|it| it.get("percentage")).for_each(|it| check_percentage(it, out));
    if let Some(abort) = abort {
        if let Some(at) = abort.get("grpcStatus").filter(|it| !it.text().is_some_and(|it| GRPC.contains(&it))) {
            out.refuse(at, "this is no status of gRPC, such as `NOT_FOUND`");
        } else if let Some(at) = abort.get("httpStatus").filter(|it| !it.as_int().is_some_and(is_status)) {
            out.refuse(at, "the status is not between 200 and 599");
        } else if let Some(at) = abort.get("http2Error") {
            out.refuse(at, "errors of HTTP/2 are not supported");
        } else if ["grpcStatus", "httpStatus"].iter().all(|it| abort.get(it).is_none()) {
            out.warn(abort, "the abort has no status");
        }
    }
    if let Some(at) = delay.and_then(|it| it.get("exponentialDelay")) {
        out.refuse(at, "`exponentialDelay` is not supported");
    }
}

fn is_status(status: i64) -> bool {
    (200..=600).contains(&status)
}

fn check_redirect<'a>(route: Value<'a>, out: &mut Problems<'a>) {
    let Some(redirect) = route.get("redirect").filter(|it| it.is_mapping()) else { return };
    let prefix = set(redirect, "prefixRewrite");
    if let Some(at) = prefix {
        if set(redirect, "uri").is_some() {
            out.refuse(at, "`uri` and `prefixRewrite` exclude each other");
        }
        let mut uris = route.list("match").filter_map(|it| it.get("uri"));
        if uris.any(|it| it.get("prefix").is_none()) {
            out.refuse(at, "`prefixRewrite` needs matches of a `prefix`");
        }
    }
    let says = ["uri", "prefixRewrite", "authority", "scheme", "port", "derivePort"];
    if says.iter().all(|it| set(redirect, it).is_none()) {
        out.refuse(redirect, "the redirect leads nowhere");
    }
    if let Some(at) =
        redirect.get("redirectCode").filter(|it| !it.as_int().is_some_and(|it| it == 0 || (300..400).contains(&it)))
    {
        out.refuse(at, "a redirect has a status between 300 and 399");
    }
    if let Some(at) = set(redirect, "scheme").filter(|it| !matches!(it.text(), Some("http" | "https"))) {
        out.refuse(at, "the scheme is neither `http` nor `https`");
    }
    if let Some(at) = redirect.get("port").filter(|it| !it.as_int().is_some_and(|it| it == 0 || is_port(it))) {
        out.refuse(at, "the port is not between 1 and 65535");
    }
}

fn check_response<'a>(response: Value<'a>, out: &mut Problems<'a>) {
    if !is_status(number(response, "status")) {
        out.refuse(response.get("status").unwrap_or(response), "the status is not between 200 and 599");
    }
    let Some(body) = response.get("body") else { return };
    let size = word(body, "string").len().max(word(body, "bytes").len() / 4 * 3);
    if size > 1 << 20 {
        out.refuse(body, "a direct response is smaller than 1 MB");
    } else if size > 100 << 10 {
        out.warn(body, "a direct response of more than 100 KB burdens the control plane");
    }
}

fn check_retries<'a>(retries: Value<'a>, out: &mut Problems<'a>) {
    let attempts = number(retries, "attempts");
    if attempts < 0 {
        out.refuse(retries.get("attempts").unwrap_or(retries), "`attempts` is below 0");
    }
    let others = ["perTryTimeout", "retryOn", "retryRemoteLocalities"];
    if let Some(at) = others.iter().find_map(|it| set(retries, it)).filter(|_| attempts == 0) {
        out.refuse(at, "with 0 attempts there are no retries to configure");
    }
    for word in word(retries, "retryOn").split(',').filter(|it| !it.is_empty()) {
        let status = word.parse::<u16>().is_ok_and(|it| (100..=511).contains(&it) && it % 100 < 52);
        if !status && !RETRY_ON.contains(&word) {
            let at = retries.get("retryOn").unwrap_or(retries);
            out.refuse(at, format!("`{word}` is no reason to retry"));
        }
    }
}

fn check_rewrite<'a>(route: Value<'a>, out: &mut Problems<'a>) {
    let Some(rewrite) = route.get("rewrite").filter(|it| it.is_mapping()) else { return };
    let (uri, pattern, authority) = (set(rewrite, "uri"), rewrite.get("uriRegexRewrite"), set(rewrite, "authority"));
    if let Some(at) = pattern.filter(|_| uri.is_some()) {
        out.refuse(at, "`uri` and `uriRegexRewrite` exclude each other");
    }
    if uri.or(pattern).or(authority).is_none() {
        out.refuse(rewrite, "`rewrite` is empty");
    }
    if let Some(pattern) = pattern {
        match (set(pattern, "match"), set(pattern, "rewrite")) {
            (Some(text), Some(_)) => check_regex(text, out),
            _ => out.refuse(pattern, "`match` and `rewrite` are both needed"),
        }
    }
    let headers = ["set", "add"].iter().filter_map(|it| route.path("headers.request")?.get(it));
    let mut names = headers.flat_map(Value::entries);
    let host = |it: &str| it.eq_ignore_ascii_case("host") || it.eq_ignore_ascii_case(":authority");
    if let Some((_, at)) = names.find(|it| authority.is_some() && it.0.text().is_some_and(host)) {
        out.refuse(at, "the host is set here and in `rewrite`");
    }
}
