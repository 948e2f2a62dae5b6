//! A static linter that holds a risky Kubernetes or Istio deployment short of the cluster.
//!
//! The modules below stand in the order of their layers: each may use those above it, none those below. See
//! `docs/architecture.md` for the map of the house.

pub mod finding;
pub mod index;
pub mod manifest;
pub mod source;
pub mod yaml;
