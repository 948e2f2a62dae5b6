//! [`Bound`]: what containers ask for and what they may use, with the defaults of the API server.

use super::{Pod, Quantity, Resource};
use crate::yaml::Value;

/// One of the two lists of `resources`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bound {
    /// `requests`: what the scheduler sets aside.
    Request,
    /// `limits`: what the kernel enforces.
    Limit,
}

impl Bound {
    /// The field of `resources`.
    pub fn field(self) -> &'static str {
        match self {
            Self::Request => "requests",
            Self::Limit => "limits",
        }
    }

    /// What is written at a container or a PodSpec.
    pub fn written<'a>(self, holder: Value<'a>, name: &str) -> Option<Value<'a>> {
        holder.get("resources")?.get(self.field())?.get(name)
    }

    /// What takes effect at a container or a PodSpec: a limit is the request too where none is written.
    pub fn effective<'a>(self, holder: Value<'a>, name: &str) -> Option<Value<'a>> {
        let own = self.written(holder, name);
        if self == Self::Request { own.or_else(|| Self::Limit.written(holder, name)) } else { own }
    }

    /// Whether a container or a PodSpec has it; zero is as good as nothing, and a text that is no quantity is not judged.
    pub fn is_set(self, holder: Value<'_>, name: &str) -> bool {
        self.effective(holder, name).is_some_and(|it| Quantity::of(it).is_none_or(|it| !it.is_zero()))
    }

    /// Whether the pod as a whole has it, which holds for all its containers.
    pub fn is_set_for(self, pod: Pod<'_>, name: &str) -> bool {
        is_pod_level(name) && self.is_set(pod.spec(), name)
    }

    /// Whether a LimitRange gives it to containers that do not write it. A maximum is the default limit where none is written,
    /// and a default limit or a minimum is the default request (`SetDefaults_LimitRangeItem`).
    pub fn is_defaulted_by(self, range: Resource<'_>, name: &str) -> bool {
        let sources: &[&str] = match self {
            Self::Request => &["defaultRequest", "default", "max", "min"],
            Self::Limit => &["default", "max"],
        };
        let items = range.spec().into_iter().flat_map(|it| it.list("limits"));
        items
            .filter(|it| it.str("type") == Some("Container"))
            .any(|it| sources.iter().any(|key| it.get(key).is_some_and(|it| it.get(name).is_some())))
    }
}

/// Whether a resource can be given to a pod as a whole.
fn is_pod_level(name: &str) -> bool {
    matches!(name, "cpu" | "memory") || name.starts_with("hugepages-")
}
