//! `rulesets/*.yaml`: which rules are on, how severe, with which options.
