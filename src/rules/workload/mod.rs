//! Pods and their controllers: isolation, images, resources, probes, volumes, availability.

use crate::rule::Rule;

pub mod privileged_container;

/// The rules of this category, one line each.
pub(super) static RULES: &[&Rule] = &[&privileged_container::PRIVILEGED_CONTAINER];
