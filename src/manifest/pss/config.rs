//! The configuration of the admission plugin: defaults of the cluster and exemptions.

use super::{Level, Mode};
use crate::manifest::{Kind, Resource};
use crate::yaml::Value;

/// A `PodSecurityConfiguration`, of its own or inside an `AdmissionConfiguration`.
#[derive(Clone, Copy, Debug)]
pub struct Configuration<'a> {
    root: Value<'a>,
}

/// The configurations that an object is or holds.
pub fn configurations<'a>(resource: Resource<'a>) -> impl Iterator<Item = Configuration<'a>> {
    let own = (resource.kind() == Kind::PodSecurityConfiguration).then(|| resource.root());
    let outer = (resource.kind() == Kind::AdmissionConfiguration).then(|| resource.root());
    let plugins = outer.into_iter().flat_map(|it| it.list("plugins"));
    let inner = plugins.filter_map(|it| it.get("configuration"));
    let inner = inner.filter(|it| it.str("kind") == Some("PodSecurityConfiguration"));
    own.into_iter().chain(inner).map(|root| Configuration { root })
}

impl<'a> Configuration<'a> {
    /// The whole.
    pub fn root(self) -> Value<'a> {
        self.root
    }

    /// Where the default level of a mode is written.
    pub fn default_level(self, mode: Mode) -> Option<Value<'a>> {
        self.root.get("defaults")?.get(mode.as_str())
    }

    /// Whether namespaces without labels are held to more than nothing.
    pub fn enforces(self) -> bool {
        let level = self.default_level(Mode::Enforce).and_then(Value::as_str).and_then(Level::parse);
        level.is_some_and(|it| it > Level::Privileged)
    }

    /// Items of a list of exemptions: `namespaces`, `usernames`, `runtimeClasses`.
    pub fn exempt(self, list: &str) -> impl Iterator<Item = Value<'a>> {
        self.root.get("exemptions").into_iter().flat_map(move |it| it.list(list))
    }

    /// Whether a list of exemptions names something.
    pub fn exempts(self, list: &str, name: &str) -> bool {
        self.exempt(list).any(|it| it.text() == Some(name))
    }
}
