//! Versions of Kubernetes and Istio: `major.minor`, as deprecations and policies count them.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A minor version such as 1.34.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Version {
    /// Major.
    pub major: u16,
    /// Minor.
    pub minor: u16,
}

impl Version {
    /// The newest Kubernetes whose facts this build holds.
    pub const NEWEST_KUBERNETES: Self = Self { major: 1, minor: 36 };

    /// The oldest Kubernetes that gets fixes, as of November 2026 (1.34 ended in October 2026).
    pub const OLDEST_SUPPORTED_KUBERNETES: Self = Self { major: 1, minor: 35 };

    /// A version.
    pub const fn new(major: u16, minor: u16) -> Self {
        Self { major, minor }
    }
}

impl Version {
    /// Reads the version that a release such as `v1.31.4+rke2r1` or `stable-1.31` belongs to.
    pub fn of_release(text: &str) -> Option<Self> {
        let text = text.strip_prefix("stable-").unwrap_or(text);
        let mut parts = text.strip_prefix('v').unwrap_or(text).split(['.', '-', '+', '_']);
        Some(Self { major: parts.next()?.parse().ok()?, minor: parts.next()?.parse().ok()? })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

impl FromStr for Version {
    type Err = String;

    /// Reads `1.34`, `v1.34` and `1.34.2`.
    fn from_str(text: &str) -> Result<Self, String> {
        let refuse = || format!("`{text}` is not a version such as 1.34");
        let body = text.strip_prefix('v').unwrap_or(text);
        let mut parts = body.split('.');
        let mut number = || parts.next().and_then(|it| it.parse().ok()).ok_or_else(refuse);
        let version = Self { major: number()?, minor: number()? };
        match (parts.next(), parts.next()) {
            (None, None) => Ok(version),
            (Some(patch), None) if patch.bytes().next().is_some_and(|b| b.is_ascii_digit()) => Ok(version),
            _ => Err(refuse()),
        }
    }
}

impl TryFrom<String> for Version {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Version> for String {
    fn from(version: Version) -> Self {
        version.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_belong_to_versions() {
        for text in ["v1.31.4+rke2r1", "1.31", "stable-1.31", "v1.31.4-eks-1-31-8", "1.31_k3s"] {
            assert_eq!(Version::of_release(text), Some(Version::new(1, 31)), "{text}");
        }
        for text in ["stable", "latest", "", "v1", "1.x"] {
            assert_eq!(Version::of_release(text), None, "{text}");
        }
    }

    #[test]
    fn versions_compare_as_numbers() {
        let v = |text: &str| text.parse::<Version>().unwrap();
        assert!(v("1.9") < v("1.25"));
        assert_eq!(v("v1.34.2"), Version::new(1, 34));
        for text in ["", "1", "one.two", "1.x", "1.2.3.4", "1.2.x"] {
            assert!(text.parse::<Version>().is_err(), "{text:?}");
        }
    }
}
