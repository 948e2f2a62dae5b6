//! Which release of Helm an object belongs to.

use super::{Kind, Resource};
use crate::yaml::Value;

/// What an object tells of the release that it came with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Release<'a> {
    /// Name of the release, by labels and annotations.
    name: Option<&'a str>,
    /// The chart, by the comment over a rendered template.
    chart: Option<&'a str>,
}

impl<'a> Release<'a> {
    /// The release of an object; `None` where nothing says that Helm has put it there.
    pub fn of(resource: Resource<'a>) -> Option<Self> {
        let text = |it: Option<Value<'a>>| it.and_then(Value::text).filter(|it| !it.is_empty());
        let label = |key| text(resource.label(key));
        let by_helm = || label("app.kubernetes.io/managed-by") == Some("Helm");
        let by_old_helm = || matches!(label("heritage"), Some("Helm" | "Tiller"));
        let of_secret = || {
            let stored = resource.kind() == Kind::Secret && resource.root().str("type") == Some("helm.sh/release.v1");
            if stored { label("name") } else { None }
        };
        let name = text(resource.annotation("meta.helm.sh/release-name"))
            .or_else(|| label("app.kubernetes.io/instance").filter(|_| by_helm()))
            .or_else(|| label("release").filter(|_| by_old_helm()))
            .or_else(of_secret);
        let chart = resource.template().and_then(|it| it.split('/').next());
        (name.is_some() || chart.is_some()).then_some(Self { name, chart })
    }

    /// Whether it is surely another one.
    pub fn differs_from(self, other: Self) -> bool {
        match (self.name, other.name, self.chart, other.chart) {
            (Some(one), Some(two), ..) | (_, _, Some(one), Some(two)) => one != two,
            _ => false,
        }
    }

    /// What to call it.
    pub fn title(self) -> &'a str {
        self.name.or(self.chart).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_like_is_compared_with_like() {
        let it = |name, chart| Release { name, chart };
        assert!(it(Some("a"), None).differs_from(it(Some("b"), Some("x"))));
        assert!(!it(Some("a"), Some("y")).differs_from(it(Some("a"), Some("x"))));
        assert!(it(None, Some("x")).differs_from(it(Some("a"), Some("y"))));
        assert!(!it(Some("a"), None).differs_from(it(None, Some("x"))), "a name is not a chart");
    }
}
