//! [`Amount`], Kubernetes' IntOrString where it counts pods.

use crate::yaml::Value;

/// A number of pods, or a share of all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// So many.
    Pods(i64),
    /// Of a hundred.
    Percent(i64),
}

impl Amount {
    /// Reads `3` and `30%`; `None` for anything else.
    pub fn of(value: Value<'_>) -> Option<Self> {
        if let Some(pods) = value.as_int() {
            return Some(Self::Pods(pods));
        }
        let percent = value.as_str()?.strip_suffix('%')?.parse().ok()?;
        (0..=100).contains(&percent).then_some(Self::Percent(percent))
    }

    /// Of so many pods, rounded up: both bounds of a disruption budget are.
    pub fn round_up(self, all: i64) -> i64 {
        match self {
            Self::Pods(pods) => pods,
            Self::Percent(percent) => percent.saturating_mul(all).saturating_add(99) / 100,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_round_up() {
        assert_eq!(Amount::Percent(51).round_up(2), 2);
        assert_eq!(Amount::Percent(50).round_up(2), 1);
        assert_eq!(Amount::Percent(0).round_up(9), 0);
        assert_eq!(Amount::Pods(3).round_up(9), 3);
    }
}
