//! [`Service`], how pods are reached.

use super::{Kind, Resource, Selector};
use crate::yaml::Value;

/// A core Service.
#[derive(Clone, Copy, Debug)]
pub struct Service<'a> {
    resource: Resource<'a>,
    spec: Value<'a>,
}

impl<'a> Service<'a> {
    /// Reads a Service; `None` for other kinds and without a spec.
    pub fn of(resource: Resource<'a>) -> Option<Self> {
        let spec = resource.spec().filter(|it| resource.kind() == Kind::Service && it.is_mapping())?;
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

    /// `type`, with its default `ClusterIP`.
    pub fn exposure(self) -> &'a str {
        self.spec.str("type").unwrap_or("ClusterIP")
    }

    /// Which pods are behind it; `None` where the selector is absent or empty, which picks no pod, and for `ExternalName`.
    pub fn selector(self) -> Option<Selector<'a>> {
        let selector = Selector::of_map(self.selector_value()?);
        (!selector.is_empty()).then_some(selector)
    }

    /// Where the selector is written.
    pub fn selector_value(self) -> Option<Value<'a>> {
        self.spec.get("selector").filter(|it| self.exposure() != "ExternalName" && it.is_mapping())
    }

    /// Its ports.
    pub fn ports(self) -> impl Iterator<Item = ServicePort<'a>> {
        self.spec.list("ports").filter(|it| it.is_mapping()).map(ServicePort)
    }

    /// The value of a label the selector asks for, or of the name, that holds one of these words.
    pub fn is_called(self, words: &[&str]) -> bool {
        let selector = self.selector_value().into_iter().flat_map(|it| it.entries()).filter_map(|(_, it)| it.text());
        selector.chain([self.resource.name()]).any(|text| words.iter().any(|word| text.contains(word)))
    }
}

/// A port of a Service.
#[derive(Clone, Copy, Debug)]
pub struct ServicePort<'a>(Value<'a>);

impl<'a> ServicePort<'a> {
    /// The entry.
    pub fn value(self) -> Value<'a> {
        self.0
    }

    /// Whether a proxy takes what comes here for HTTP: by `appProtocol`, by the name before the first `-`, or by a number that
    /// is well known for something else. `None` where it has to find out.
    pub fn speaks_http(self) -> Option<bool> {
        let word = |text: &str| match text.to_ascii_lowercase().as_str() {
            "http" | "http2" | "http_proxy" | "grpc" | "h2c" | "kubernetes.io/h2c" | "kubernetes.io/ws" => Some(true),
            "tcp" | "tls" | "https" | "mongo" | "redis" | "mysql" | "udp" | "sctp" | "kubernetes.io/wss" => Some(false),
            text if text.starts_with("grpc-web") => Some(true),
            _ => None,
        };
        let name = self.0.str("name").unwrap_or_default();
        let first = name.split('-').next().unwrap_or(name);
        let told = match self.0.str("appProtocol") {
            Some(protocol) => word(protocol),
            None => word(name).or_else(|| word(first)),
        };
        told.or_else(|| matches!(self.number(), Some(25 | 53 | 3306 | 27017)).then_some(false))
            .or_else(|| self.0.str("protocol").is_some_and(|it| it != "TCP").then_some(false))
    }

    /// The port clients use.
    pub fn number(self) -> Option<i64> {
        self.0.get("port")?.as_int()
    }

    /// The name of the port of the pods, where `targetPort` is one.
    pub fn target_name(self) -> Option<(Value<'a>, &'a str)> {
        let target = self.0.get("targetPort")?;
        let name = target.as_str().filter(|it| it.parse::<u16>().is_err())?;
        Some((target, name))
    }

    /// The number of the port of the pods, where `targetPort` is one or is left out.
    pub fn target_number(self) -> Option<i64> {
        match self.0.get("targetPort") {
            Some(target) => target.as_int().or_else(|| target.as_str()?.parse().ok()),
            None => self.number(),
        }
    }
}
