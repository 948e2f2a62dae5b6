//! What Istio takes: the fields of its objects, and what its validating webhook demands of their values; and the same for
//! the Gateway API, whose definitions demand it themselves.
//!
//! The fields come from the CustomResourceDefinitions (`data/istio-schema.txt`); the rest is written here, one file for each
//! kind. Absent, empty and zero are one, as in the messages that Istio reads.

mod destination_rule;
mod envoy_filter;
mod extension;
mod gateway;
mod gateway_listener;
mod gateway_route;
mod http_match;
mod http_route;
mod policy;
mod service_entry;
mod shape;
mod sidecar;
mod source;
mod table;
mod telemetry;
mod text;
mod tls;
mod virtual_service;
mod workload;

pub use shape::{Unknown, unknown_fields};
pub use table::{stable_version, versions};
pub use text::{Protocol, duration, is_dns_label, is_fqdn, is_ip, is_within, overlaps, protocol};

use super::{Kind, Resource};
use crate::yaml::Value;

/// What the webhook says about a place.
#[derive(Clone, Debug)]
pub struct Problem<'a> {
    /// The value to change.
    pub at: Value<'a>,
    /// What is wrong, as a message.
    pub text: String,
    /// Whether the object is refused; else the webhook only warns.
    pub is_refused: bool,
}

/// Problems as they are found.
#[derive(Debug, Default)]
struct Problems<'a>(Vec<Problem<'a>>);

impl<'a> Problems<'a> {
    fn refuse(&mut self, at: Value<'a>, text: impl Into<String>) {
        self.0.push(Problem { at, text: text.into(), is_refused: true });
    }

    fn warn(&mut self, at: Value<'a>, text: impl Into<String>) {
        self.0.push(Problem { at, text: text.into(), is_refused: false });
    }

    /// Refuses a value that is there although it may not be.
    fn refuse_field(&mut self, of: Value<'a>, field: &str, text: &str) {
        if let Some(at) = set(of, field) {
            self.refuse(at, text);
        }
    }
}

/// The kinds that Istio's control plane reads.
pub const KINDS: [Kind; 15] = [
    Kind::VirtualService,
    Kind::DestinationRule,
    Kind::IstioGateway,
    Kind::ServiceEntry,
    Kind::Sidecar,
    Kind::WorkloadEntry,
    Kind::WorkloadGroup,
    Kind::EnvoyFilter,
    Kind::ProxyConfig,
    Kind::AuthorizationPolicy,
    Kind::PeerAuthentication,
    Kind::RequestAuthentication,
    Kind::Telemetry,
    Kind::WasmPlugin,
    Kind::TrafficExtension,
];

/// Whether Istio's control plane reads objects of this kind.
pub fn is_checked(resource: Resource<'_>) -> bool {
    table::of(resource).is_some()
}

/// Everything the webhook would say about an object.
pub fn problems<'a>(resource: Resource<'a>) -> Vec<Problem<'a>> {
    if !is_checked(resource) {
        return Vec::new();
    }
    let mut out = Problems::default();
    shape::check(resource, &mut out);
    // What has not the right type is not looked at again.
    let spec = resource.spec().filter(|it| it.is_mapping());
    let Some(spec) = spec else {
        if matches!(resource.kind(), Kind::IstioGateway | Kind::VirtualService | Kind::Sidecar | Kind::DestinationRule)
        {
            out.refuse(resource.root().get("kind").unwrap_or(resource.root()), "the object has no `spec`");
        }
        return out.0;
    };
    match resource.kind() {
        Kind::IstioGateway => gateway::check(resource, spec, &mut out),
        Kind::VirtualService => virtual_service::check(resource, spec, &mut out),
        Kind::DestinationRule => destination_rule::check(resource, spec, &mut out),
        Kind::ServiceEntry => service_entry::check(resource, spec, &mut out),
        Kind::Sidecar => sidecar::check(resource, spec, &mut out),
        Kind::WorkloadEntry => workload::check_entry(spec, None, true, &mut out),
        Kind::WorkloadGroup => workload::check_group(spec, &mut out),
        Kind::EnvoyFilter => envoy_filter::check(spec, &mut out),
        Kind::AuthorizationPolicy => policy::check_authorization(resource, spec, &mut out),
        Kind::PeerAuthentication => policy::check_peer(spec, &mut out),
        Kind::RequestAuthentication => policy::check_request(spec, &mut out),
        Kind::Telemetry => telemetry::check(spec, &mut out),
        Kind::WasmPlugin => extension::check_plugin(spec, &mut out),
        Kind::TrafficExtension => extension::check_traffic(spec, &mut out),
        Kind::ProxyConfig => {
            if let Some(at) = spec.get("concurrency").filter(|it| it.as_int().is_some_and(|it| it < 0)) {
                out.refuse(at, "`concurrency` is below 0");
            }
        }
        _ => {}
    }
    policy::check_dry_run(resource, &mut out);
    out.0
}

/// Everything the API server would say about an object of the Gateway API, fields that it drops among this.
pub fn gateway_problems<'a>(resource: Resource<'a>) -> Vec<Problem<'a>> {
    let mut out = Problems::default();
    if resource.group() != table::GATEWAY_GROUP || !is_checked(resource) {
        return out.0;
    }
    shape::check(resource, &mut out);
    for unknown in unknown_fields(resource) {
        out.warn(
            unknown.value,
            match unknown.meant {
                Some(meant) => format!("`{}` is no field here and is dropped; `{meant}` is", unknown.name),
                None => format!("`{}` is no field here and is dropped", unknown.name),
            },
        );
    }
    let spec = resource.spec().filter(|it| it.is_mapping());
    match (spec, resource.kind_name()) {
        (None, _) => out.refuse(resource.root().get("kind").unwrap_or(resource.root()), "the object has no `spec`"),
        (Some(spec), "Gateway" | "ListenerSet") => gateway_listener::check(spec, &mut out),
        (Some(spec), "BackendTLSPolicy") => gateway_listener::check_backend(spec, &mut out),
        (Some(spec), "GatewayClass") => gateway_listener::check_class(spec, &mut out),
        (Some(spec), _) => gateway_route::check(spec, resource.kind_name(), &mut out),
    }
    out.0
}

/// A field that is there and not empty.
fn set<'a>(of: Value<'a>, field: &str) -> Option<Value<'a>> {
    let value = of.get(field)?;
    let empty = value.text().is_some_and(str::is_empty) || value.is_sequence() && value.is_empty();
    (!empty).then_some(value)
}

/// The text of a field, empty where it is absent.
fn word<'a>(of: Value<'a>, field: &str) -> &'a str {
    of.get(field).and_then(Value::text).unwrap_or_default()
}

/// The number of a field, 0 where it is absent.
fn number(of: Value<'_>, field: &str) -> i64 {
    of.get(field).and_then(Value::as_int).unwrap_or_default()
}

/// `exportTo`: who sees the object.
fn check_export<'a>(resource: Resource<'a>, spec: Value<'a>, has_selector: bool, out: &mut Problems<'a>) {
    let own = resource.namespace().unwrap_or(".");
    let mut seen: Vec<&str> = Vec::new();
    let Some(list) = spec.get("exportTo") else { return };
    for (at, name) in list.items().filter_map(|it| Some((it, it.as_str()?))) {
        let key = if name == "." { own } else { name };
        let none = name == "~" && resource.kind() == Kind::ServiceEntry;
        if seen.contains(&key) {
            out.refuse(at, format!("`{name}` is listed twice"));
        } else if !none && !matches!(name, "." | "*") && !is_dns_label(name) {
            out.refuse(at, format!("`{name}` is not `.`, `*` or the name of a namespace"));
        }
        seen.push(key);
    }
    for all in ["*", "~"] {
        if seen.contains(&all) && list.len() > 1 {
            out.refuse(list, format!("`{all}` stands alone"));
        }
    }
    if has_selector && !seen.is_empty() && seen != [own] {
        out.refuse(list, "a DestinationRule with a workload selector is for its own namespace (`.`) only");
    }
}

/// `workloadSelector.labels` or `selector.matchLabels`.
fn check_selector<'a>(selector: Option<Value<'a>>, field: &str, out: &mut Problems<'a>) {
    let Some(selector) = selector else { return };
    let labels = selector.get(field);
    if labels.is_none_or(Value::is_empty) {
        out.warn(selector, "the selector has no labels and picks every workload");
    }
    for (key, value) in labels.into_iter().flat_map(Value::entries) {
        if key.text().is_some_and(str::is_empty) {
            out.refuse(value, "the key of a label is empty");
        } else if key.text().is_some_and(|it| it.contains('*')) || value.text().is_some_and(|it| it.contains('*')) {
            out.refuse(value, "a selector knows no wildcards");
        }
    }
}

/// Labels of subsets, endpoints, sources.
fn check_labels<'a>(labels: Option<Value<'a>>, out: &mut Problems<'a>) {
    for (key, value) in labels.into_iter().flat_map(Value::entries) {
        let (Some(name), Some(text)) = (key.text(), value.text()) else { continue };
        if super::label::key_error(name).is_some() {
            out.refuse(value, format!("`{name}` is not the key of a label"));
        } else if super::label::value_error(text).is_some() {
            out.refuse(value, format!("`{text}` is not the value of a label"));
        }
    }
}
