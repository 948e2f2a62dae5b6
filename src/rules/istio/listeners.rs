//! Servers of different Gateways that stand at one port of one proxy.

use crate::index::Index;
use crate::manifest::{Resource, Selector, gateway_servers};
use crate::yaml::Value;

/// The servers of other Gateways, before this one, that share a port and a proxy with a server of this one: this server, the
/// other one, the other Gateway.
pub(super) fn shared<'a>(resource: Resource<'a>, index: &Index<'a>) -> Vec<(Value<'a>, Value<'a>, Resource<'a>)> {
    let mut all = Vec::new();
    for server in gateway_servers(resource) {
        let Some(number) = server.path("port.number").and_then(Value::as_int) else { continue };
        for other in index.gateways_at(number) {
            if other.root() == resource.root() {
                break;
            }
            if !meet(index, resource, other) {
                continue;
            }
            for its in gateway_servers(other) {
                let same = its.path("port.number").and_then(Value::as_int) == Some(number)
                    && its.str("bind") == server.str("bind");
                if same {
                    all.push((server, its, other));
                }
            }
        }
    }
    all
}

/// Whether one proxy may take both on: the labels of one are among those of the other.
fn meet<'a>(index: &Index<'a>, one: Resource<'a>, other: Resource<'a>) -> bool {
    let labels = |it: Resource<'a>| it.path("spec.selector").map(Selector::of_map).unwrap_or_default();
    let (a, b) = (labels(one), labels(other));
    let within = |a: &Selector<'_>, b: &Selector<'_>| a.equal().iter().all(|it| b.equal().contains(it));
    let variants = one.name() == other.name() && one.namespace() == other.namespace();
    let near =
        if one.namespace() == other.namespace() { index.together(one, other) } else { index.same_cluster(one, other) };
    !a.is_empty() && !b.is_empty() && !variants && near && (within(&a, &b) || within(&b, &a))
}

/// A host of both servers, if there is one: for the same namespaces, and of overlapping names.
pub(super) fn common_host<'a>(one: Value<'a>, other: Value<'a>) -> Option<(Value<'a>, Value<'a>)> {
    let split = |it: Value<'a>| {
        let text = it.as_str()?;
        Some(text.split_once('/').unwrap_or(("*", text)))
    };
    for a in one.list("hosts") {
        let Some((place, host)) = split(a) else { continue };
        let fits = |b: &Value<'a>| {
            split(*b).is_some_and(|(other, name)| {
                (place == other || place == "*" || other == "*") && name.eq_ignore_ascii_case(host)
            })
        };
        if let Some(b) = other.list("hosts").find(fits) {
            return Some((a, b));
        }
    }
    None
}
