//! Levels and versions of the standards, as labels and options write them.

use crate::manifest::Version;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// How much is asked. The order is from nothing to most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Nothing.
    Privileged,
    /// No known way to the node.
    Baseline,
    /// Hardened as far as ordinary applications can be.
    Restricted,
}

impl Level {
    /// All, from nothing to most.
    pub const ALL: [Self; 3] = [Self::Privileged, Self::Baseline, Self::Restricted];

    /// As labels write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Privileged => "privileged",
            Self::Baseline => "baseline",
            Self::Restricted => "restricted",
        }
    }

    /// Reads a label, which is compared exactly.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The release of Kubernetes whose definition of the levels counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum PolicyVersion {
    /// The newest that the cluster knows.
    #[default]
    Latest,
    /// That of a release.
    Of(Version),
}

impl PolicyVersion {
    /// The newest release whose definition this build holds.
    pub const NEWEST: Version = Version::new(1, 37);

    /// Reads a label: `latest`, or `v1.` and a number without leading zeros.
    pub fn parse_label(text: &str) -> Option<Self> {
        if text == "latest" {
            return Some(Self::Latest);
        }
        let minor = text.strip_prefix("v1.")?;
        let number = minor.bytes().all(|b| b.is_ascii_digit()) && (minor == "0" || !minor.starts_with('0'));
        // A number too great for any release is a valid one.
        let parsed = (number && !minor.is_empty()).then(|| minor.parse().unwrap_or(u16::MAX))?;
        Some(Self::Of(Version::new(1, parsed)))
    }

    /// The release, where the cluster is of this one. A cluster takes a newer version than its own for its own.
    pub fn on(self, cluster: Version) -> Version {
        match self {
            Self::Latest => cluster,
            // The newest known release stands for "not said": do not hold a newer label to it.
            Self::Of(version) if cluster < Version::NEWEST_KUBERNETES => version.min(cluster),
            Self::Of(version) => version,
        }
    }
}

impl fmt::Display for PolicyVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Latest => f.write_str("latest"),
            Self::Of(version) => write!(f, "v{version}"),
        }
    }
}

impl FromStr for PolicyVersion {
    type Err = String;

    /// Reads `latest`, `v1.30` and `1.30`.
    fn from_str(text: &str) -> Result<Self, String> {
        let label = if text.starts_with("1.") { format!("v{text}") } else { text.to_owned() };
        Self::parse_label(&label).ok_or_else(|| format!("`{text}` is not a version such as 1.30, and not `latest`"))
    }
}

impl TryFrom<String> for PolicyVersion {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<PolicyVersion> for String {
    fn from(version: PolicyVersion) -> Self {
        version.to_string()
    }
}

/// A level as defined for a version: `restricted:v1.30`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The level.
    pub level: Level,
    /// Whose definition.
    pub version: PolicyVersion,
}

impl Policy {
    /// What counts where nothing is said.
    pub const PRIVILEGED: Self = Self { level: Level::Privileged, version: PolicyVersion::Latest };
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.level, self.version)
    }
}
