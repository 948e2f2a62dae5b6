//! What the labels of a Namespace ask for, as the admission plugin reads them: a level of `enforce` that is wrong asks for most,
//! one of `audit` or `warn` for nothing, a version that is wrong is the latest.

use super::{Level, Policy, PolicyVersion};
use crate::manifest::Resource;
use crate::yaml::Value;

/// What the names of the labels begin with.
pub const PREFIX: &str = "pod-security.kubernetes.io/";

/// What is done about a pod that is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It is not created.
    Enforce,
    /// It is written to the audit log.
    Audit,
    /// The user is told.
    Warn,
}

impl Mode {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Enforce, Self::Audit, Self::Warn];

    /// As labels name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Enforce => "enforce",
            Self::Audit => "audit",
            Self::Warn => "warn",
        }
    }

    /// The label of its level.
    pub fn label(self) -> String {
        format!("{PREFIX}{}", self.as_str())
    }

    /// The label of its version.
    pub fn version_label(self) -> String {
        format!("{PREFIX}{}-version", self.as_str())
    }
}

/// What holds for one mode, and the labels that say so.
#[derive(Clone, Copy, Debug)]
pub struct Labelled<'a> {
    /// What holds.
    pub policy: Policy,
    /// The level, where it is written.
    pub level: Option<Value<'a>>,
    /// The version, where it is written.
    pub version: Option<Value<'a>>,
}

impl<'a> Labelled<'a> {
    /// Where to point: the level, else the version.
    pub fn node(&self) -> Option<Value<'a>> {
        self.level.or(self.version)
    }
}

/// What a Namespace asks for.
#[derive(Clone, Copy, Debug)]
pub struct NamespacePolicy<'a> {
    /// Of pods that are to be created.
    pub enforce: Labelled<'a>,
    /// For the audit log.
    pub audit: Labelled<'a>,
    /// For the user.
    pub warn: Labelled<'a>,
}

impl<'a> NamespacePolicy<'a> {
    /// Reads the labels of a Namespace in a cluster without defaults of its own.
    pub fn of(namespace: Resource<'a>) -> Self {
        let labels = namespace.path("metadata.labels");
        let read = |mode: Mode| {
            let get = |key: String| labels?.get(&key);
            let (level, version) = (get(mode.label()), get(mode.version_label()));
            let wrong = if mode == Mode::Enforce { Level::Restricted } else { Level::Privileged };
            let parsed = level.map(|it| it.text().and_then(Level::parse).unwrap_or(wrong));
            let policy = Policy {
                level: parsed.unwrap_or(Level::Privileged),
                version: version.and_then(Value::text).and_then(PolicyVersion::parse_label).unwrap_or_default(),
            };
            Labelled { policy, level, version }
        };
        let (enforce, audit, mut warn) = (read(Mode::Enforce), read(Mode::Audit), read(Mode::Warn));
        let valid = enforce.level.and_then(Value::text).is_some_and(|it| Level::parse(it).is_some());
        // Who asks only for enforcement is warned of what will be refused.
        if valid && warn.level.is_none() && enforce.policy.level > warn.policy.level {
            warn.policy.level = enforce.policy.level;
            warn.level = enforce.level;
            if warn.version.is_none() {
                warn.policy.version = enforce.policy.version;
            }
        }
        Self { enforce, audit, warn }
    }

    /// Whether any label sets a level.
    pub fn is_labelled(&self) -> bool {
        [self.enforce, self.audit, self.warn].iter().any(|it| it.level.is_some())
    }
}
