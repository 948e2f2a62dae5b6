//! Kubernetes' words over YAML values: objects, pods, containers, images, quantities, selectors. Views are cursors: they
//! borrow, they are `Copy`, and each knows where it is written.

mod amount;
mod classify;
pub mod conflict;
mod container;
pub mod host_path;
mod image;
mod kind;
pub mod label;
pub mod lifecycle;
mod pod;
pub mod pss;
mod quantity;
mod rbac;
pub mod registry;
mod resource;
mod selector;
mod version;

pub use amount::Amount;
pub use classify::{Class, Patches, classify};
pub use container::{Container, ContainerClass};
pub use image::Image;
pub use kind::Kind;
pub use pod::Pod;
pub use quantity::Quantity;
pub use rbac::{Access, Granted, PolicyRule};
pub use resource::Resource;
pub use selector::Selector;
pub use version::Version;
