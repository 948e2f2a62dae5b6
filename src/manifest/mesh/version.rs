//! Releases of Istio.

/// A release such as 1.24.2; the patch is `None` where only the line is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct IstioVersion {
    /// Major.
    pub major: u16,
    /// Minor.
    pub minor: u16,
    /// Patch.
    pub patch: Option<u16>,
}

impl IstioVersion {
    /// Reads `1.24.2`, `v1.24`, `1.24.2-distroless`, `v1.24-latest`; `None` for anything else, `latest` among it.
    pub fn parse(text: &str) -> Option<Self> {
        let body = text.strip_prefix('v').unwrap_or(text);
        let body = body.split_once('-').map_or(body, |it| it.0);
        let mut parts = body.split('.');
        let (major, minor) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let patch = match parts.next() {
            Some(patch) => Some(patch.parse().ok()?),
            None => None,
        };
        // Nothing else that is tagged so is Istio.
        (parts.next().is_none() && major == 1).then_some(Self { major, minor, patch })
    }

    /// Whether it is of a line below 1.`minor`.
    pub fn is_before(self, minor: u16) -> bool {
        self.minor < minor
    }
}

impl std::fmt::Display for IstioVersion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)?;
        self.patch.map_or(Ok(()), |patch| write!(f, ".{patch}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_releases() {
        let v = |minor, patch| Some(IstioVersion { major: 1, minor, patch });
        assert_eq!(IstioVersion::parse("1.24.2-distroless"), v(24, Some(2)));
        assert_eq!(IstioVersion::parse("v1.24-latest"), v(24, None));
        for text in ["latest", "2.6.1", "1", "1.x", "1.24.2.1", "master-2024", ""] {
            assert_eq!(IstioVersion::parse(text), None, "{text}");
        }
        assert!(v(9, Some(1)) < v(24, None));
    }
}
