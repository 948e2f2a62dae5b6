//! [`Ingress`], in its old and its present shape.

use super::{Kind, Resource};
use crate::yaml::Value;

/// Prefix of ingress-nginx's annotations.
pub const NGINX: &str = "nginx.ingress.kubernetes.io/";

/// An Ingress of `networking.k8s.io` or `extensions`.
#[derive(Clone, Copy, Debug)]
pub struct Ingress<'a> {
    resource: Resource<'a>,
    spec: Value<'a>,
}

impl<'a> Ingress<'a> {
    /// Reads an Ingress; `None` for other kinds and without a spec.
    pub fn of(resource: Resource<'a>) -> Option<Self> {
        let spec = resource.spec().filter(|it| resource.kind() == Kind::Ingress && it.is_mapping())?;
        Some(Self { resource, spec })
    }

    /// The object.
    pub fn resource(self) -> Resource<'a> {
        self.resource
    }

    /// A field of the spec.
    pub fn get(self, field: &str) -> Option<Value<'a>> {
        self.spec.get(field)
    }

    /// The rules.
    pub fn rules(self) -> impl Iterator<Item = Value<'a>> {
        self.spec.list("rules").filter(|it| it.is_mapping())
    }

    /// Every path of every rule, with the rule's host (empty for all hosts).
    pub fn paths(self) -> impl Iterator<Item = (&'a str, Value<'a>)> {
        self.rules().flat_map(|rule| {
            let host = rule.str("host").unwrap_or_default();
            let http = rule.get("http");
            http.into_iter().flat_map(|it| it.list("paths")).filter(|it| it.is_mapping()).map(move |path| (host, path))
        })
    }

    /// The Services it sends traffic to: where each is named.
    pub fn backends(self) -> impl Iterator<Item = Value<'a>> {
        let default = self.spec.get("defaultBackend").or_else(|| self.spec.get("backend"));
        let named = |backend: Value<'a>| backend.path("service.name").or_else(|| backend.get("serviceName"));
        default.into_iter().chain(self.paths().filter_map(|(_, path)| path.get("backend"))).filter_map(named)
    }

    /// The class, by field or by the old annotation.
    pub fn class(self) -> Option<&'a str> {
        let annotation = || self.resource.annotation("kubernetes.io/ingress.class");
        self.spec.str("ingressClassName").or_else(|| annotation()?.as_str())
    }

    /// An annotation of ingress-nginx, by its short name.
    pub fn nginx(self, name: &str) -> Option<Value<'a>> {
        self.nginx_annotations().filter(|it| it.0 == name).last().map(|it| it.1)
    }

    /// Annotations of ingress-nginx: short name and value.
    pub fn nginx_annotations(self) -> impl Iterator<Item = (&'a str, Value<'a>)> {
        let all = self.resource.path("metadata.annotations");
        all.into_iter()
            .flat_map(|it| it.entries())
            .filter_map(|(key, value)| Some((key.text()?.strip_prefix(NGINX)?, value)))
    }
}
