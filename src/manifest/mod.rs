//! Kubernetes' words over YAML values: objects, pods, containers, images, quantities, selectors. Views are cursors: they
//! borrow, they are `Copy`, and each knows where it is written.

mod address;
pub mod admin;
mod amount;
mod api_resource;
mod authorization;
mod autoscaler;
mod bound;
mod cidr;
mod classify;
mod command;
pub mod conflict;
mod container;
mod controller;
pub mod exposure;
mod host;
pub mod host_path;
mod image;
mod ingress;
mod inventory;
mod istio;
pub mod istio_annotation;
pub mod istio_schema;
mod kind;
pub mod label;
pub mod lifecycle;
mod mesh;
mod names;
mod network_policy;
mod node;
mod pod;
mod pods;
pub mod pss;
mod quantity;
mod rbac;
mod reference;
pub mod registry;
mod release;
mod resource;
pub mod route_match;
pub mod schedule;
mod selector;
mod service;
pub mod token;
mod version;

pub use address::{Spelling, address, cidr_holds, spelling};
pub use amount::Amount;
pub use api_resource::ApiResource;
pub use authorization::{
    Attribute, AuthorizationAction, AuthorizationPolicy, Clause, ClausePart, CompiledRule, Enforcer, Fact, Fate,
    Identity, MatchString, MeshFacts, Request, Surroundings, Token, normalized_path,
};
pub use autoscaler::UtilizationMetric;
pub use bound::Bound;
pub use cidr::Cidr;
pub use classify::{Class, Patches, classify, resolve_path};
pub use command::Command;
pub use container::{Container, ContainerClass};
pub use controller::controller_of;
pub use host::Host;
pub use image::Image;
pub use ingress::{Ingress, NGINX};
pub use inventory::{
    INVENTORY_VERSION, Inventory, inventory_schema, is_live, kind_of_qualified, outline, qualified_kind,
};
pub use istio::{
    ClientTls, DestinationRule, GatewayName, MtlsMode, TrafficPolicy, VirtualService, gateway_servers, port_numbers,
};
pub use kind::Kind;
pub use mesh::{IstioVersion, Mesh, MeshDocument, MeshShape, ROOT_NAMESPACE};
pub use names::names;
pub use network_policy::{
    Direction, IpBlock, NetworkPolicy, Peer, PolicyPort, PortMatch, Protocol, TrafficRule, named_ports,
};
use node::Node;
pub use pod::Pod;
pub use pods::{Containers, Pods};
pub use quantity::Quantity;
pub use rbac::{Access, BuiltInBinding, BuiltInRole, Granted, PolicyRule, streaming_verbs};
pub use reference::ConfigReference;
pub use release::Release;
pub use resource::Resource;
pub use selector::Selector;
pub use service::{Service, ServicePort};
pub use version::Version;
