//! Hosts of one namespace that people of another can claim.

use super::author::Author;
use crate::index::Index;
use crate::manifest::{Ingress, Kind, Resource};
use crate::yaml::Value;

const CHANGE: &[&str] = &["update", "patch"];

/// Whose host it is, where they say so, and what lets others claim it.
pub(super) struct Claim<'a> {
    pub(super) host: &'a str,
    pub(super) victim: Resource<'a>,
    /// Where the victim names the host.
    pub(super) at: Value<'a>,
    /// What lets others in, and in which words.
    pub(super) door: (Value<'a>, &'static str),
}

/// A route of another namespace on a listener that takes routes of this one.
pub(super) fn on_gateway<'a>(
    namespace: &str,
    author: &Author<'a>,
    near: Resource<'a>,
    index: &Index<'a>,
) -> Option<Claim<'a>> {
    index.open_listeners(near).find_map(|open| {
        let label = open.by_label && author.may(&[("", "namespaces", CHANGE)]).is_none();
        if label || open.gateway.namespace() == Some(namespace) {
            return None;
        }
        let others = index.routes_to(open.gateway).filter(|it| index.same_cluster(it.0, open.gateway));
        others.into_iter().find_map(|(route, parent)| {
            let section = parent.str("sectionName").is_none_or(|it| open.listener.str("name") == Some(it));
            let foreign = route.namespace().is_some_and(|it| it != namespace);
            let at = route.spec()?.list("hostnames").next().filter(|_| section && foreign)?;
            let text = if open.by_label { "routes of any namespace with a label" } else { "routes of any namespace" };
            Some(Claim { host: at.as_str()?, victim: route, at, door: (open.at, text) })
        })
    })
}

/// An Ingress of another namespace with the host and class of one of this namespace.
pub(super) fn on_ingress<'a>(namespace: &str, near: Resource<'a>, index: &Index<'a>) -> Option<Claim<'a>> {
    let own = index.in_namespace(Kind::Ingress, Some(namespace)).filter(|it| index.same_cluster(*it, near));
    own.filter_map(Ingress::of).find_map(|ingress| {
        ingress.rules().find_map(|rule| {
            let here = rule.get("host")?;
            let host = here.as_str().filter(|it| !it.is_empty())?;
            let mut others = index.naming(Kind::Ingress, host).filter_map(|it| Ingress::of(it.0));
            let other = others.find(|it| {
                let resource = it.resource();
                resource.namespace().is_some_and(|it| it != namespace)
                    && it.class() == ingress.class()
                    && index.same_cluster(resource, ingress.resource())
            })?;
            let at = other.rules().filter_map(|it| it.get("host")).find(|it| it.as_str() == Some(host))?;
            Some(Claim { host, victim: other.resource(), at, door: (here, "the same host in their own namespace") })
        })
    })
}
