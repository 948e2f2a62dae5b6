//! [`Gate`]: which documents a rule can say nothing about, told from the names of their keys.

use super::Rule;
use crate::yaml::Names;

/// The [`keys`](Rule::keys) of a rule, ready to be asked for.
#[derive(Clone, Copy, Debug)]
pub struct Gate {
    places: [u16; Gate::MOST],
    count: u8,
}

impl Gate {
    /// Names that a gate has room for.
    pub const MOST: usize = 7;

    /// The gate of a rule.
    ///
    /// # Panics
    /// If the rule names more keys than a gate has room for.
    pub fn of(rule: &Rule) -> Self {
        assert!(rule.keys.len() <= Self::MOST, "`{}` names too many keys", rule.name);
        let mut places = [0; Self::MOST];
        for (place, key) in places.iter_mut().zip(rule.keys) {
            *place = Names::place(key.as_bytes());
        }
        Self { places, count: rule.keys.len() as u8 }
    }

    /// Whether the rule may have something to say where these names are.
    #[inline]
    pub fn lets(&self, names: &Names) -> bool {
        self.count == 0
            || self.places[..usize::from(self.count) % (Self::MOST + 1)].iter().any(|&it| names.may_hold(it))
    }
}
