//! A static linter that holds a risky Kubernetes or Istio deployment short of the cluster.
//!
//! The modules below stand in the order of their layers: each may use those above it, none those below. See
//! `docs/architecture.md` for the map of the house.

// The blank lines keep rustfmt from sorting what is ordered by layer.
pub mod source;

pub mod literals;

pub mod finding;

pub mod yaml;

pub mod manifest;

pub mod index;

pub mod rule;

pub mod rules;

pub mod ruleset;

pub mod suppress;

pub mod config;

pub mod engine;

pub mod output;

pub mod input;

pub mod migrate;

pub mod cli;
