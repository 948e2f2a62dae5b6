//! [`Host`], a name in Istio's configuration, resolved as istiod does.

/// What a host name stands for. One dot is enough to stop the expansion of a short name: `web.shop` is the DNS name `web.shop`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Host<'a> {
    /// A Service of the cluster; the namespace is `None` where the file leaves it open.
    Service(&'a str, Option<&'a str>),
    /// Any other name, or a pattern such as `*.example.com`.
    Other(&'a str),
}

impl<'a> Host<'a> {
    /// Resolves a host written in an object of this namespace.
    pub fn resolve(text: &'a str, namespace: Option<&'a str>) -> Self {
        if !text.contains('.') && !text.contains('*') && !text.is_empty() {
            return Self::Service(text, namespace);
        }
        let parts = text.strip_suffix(".svc.cluster.local").and_then(|it| it.split_once('.'));
        match parts {
            Some((name, namespace)) if !name.contains('*') && !name.is_empty() && !namespace.contains('.') => {
                Self::Service(name, Some(namespace))
            }
            _ => Self::Other(text),
        }
    }

    /// The Service's name, or the whole name.
    pub fn key(self) -> &'a str {
        match self {
            Self::Service(name, _) => name,
            Self::Other(name) => name,
        }
    }

    /// Whether both may be the same host: an open namespace may be any.
    pub fn may_be(self, other: Host<'_>) -> bool {
        match (self, other) {
            (Self::Service(a, Some(x)), Host::Service(b, Some(y))) => a == b && x == y,
            (Self::Service(a, _), Host::Service(b, _)) => a == b,
            (Self::Other(a), Host::Other(b)) => a == b,
            _ => false,
        }
    }

    /// Whether the name is one of the cluster rather than of the world outside.
    pub fn is_local(self) -> bool {
        match self {
            Self::Service(..) => true,
            Self::Other(name) => name.ends_with(".local") || name.ends_with(".svc"),
        }
    }

    /// Whether a pattern such as `*.example.com` covers this name; a pattern covers itself.
    pub fn is_covered_by(self, pattern: &str) -> bool {
        let Some(suffix) = pattern.strip_prefix('*') else { return false };
        match self {
            Self::Other(name) => name.len() > suffix.len() && name.ends_with(suffix),
            Self::Service(name, Some(namespace)) => {
                suffix.is_empty() || format!("{name}.{namespace}.svc.cluster.local").ends_with(suffix)
            }
            Self::Service(_, None) => suffix.is_empty() || ".svc.cluster.local".ends_with(suffix),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_without_a_dot_are_expanded() {
        assert_eq!(Host::resolve("web", Some("shop")), Host::Service("web", Some("shop")));
        assert_eq!(Host::resolve("web.shop.svc.cluster.local", None), Host::Service("web", Some("shop")));
        assert_eq!(Host::resolve("web.shop", Some("x")), Host::Other("web.shop"));
        assert_eq!(Host::resolve("web.shop.svc", None), Host::Other("web.shop.svc"));
        assert_eq!(Host::resolve("*.shop.svc.cluster.local", None), Host::Other("*.shop.svc.cluster.local"));
        assert_eq!(Host::resolve("*", None), Host::Other("*"));
        assert_eq!(
            Host::resolve("pod.web.shop.svc.cluster.local", None),
            Host::Other("pod.web.shop.svc.cluster.local")
        );
    }

    #[test]
    fn a_pattern_covers_names_below_it_but_not_its_own_domain() {
        assert!(Host::Other("a.b.example.com").is_covered_by("*.example.com"));
        assert!(!Host::Other("example.com").is_covered_by("*.example.com"));
        assert!(Host::Service("web", Some("shop")).is_covered_by("*.shop.svc.cluster.local"));
        assert!(Host::Service("web", Some("shop")).is_covered_by("*.local"));
        assert!(!Host::Service("web", Some("shop")).is_covered_by("*.other.svc.cluster.local"));
    }
}
