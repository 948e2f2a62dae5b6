//! Network policies, Services, exposure.

use crate::rule::Rule;

pub mod gateway_allowed_routes_all;
pub mod gateway_listener_no_tls;
pub mod netpol_allow_all_egress;
pub mod netpol_allow_all_ingress;
pub mod netpol_dangling_selector;
pub mod netpol_hostnetwork_not_covered;
pub mod netpol_metadata_reachable;
pub mod netpol_missing_for_workload;
pub mod netpol_policytypes_implicit;
pub mod service_dangling;
pub mod service_external_ips;
pub mod service_external_name;
pub mod service_loadbalancer_open;
pub mod service_nodeport;
pub mod service_target_port_not_found;

/// The rules of this category, one line each.
pub(super) static RULES: &[&Rule] = &[
    &gateway_allowed_routes_all::GATEWAY_ALLOWED_ROUTES_ALL,
    &gateway_listener_no_tls::GATEWAY_LISTENER_NO_TLS,
    &netpol_allow_all_egress::NETPOL_ALLOW_ALL_EGRESS,
    &netpol_allow_all_ingress::NETPOL_ALLOW_ALL_INGRESS,
    &netpol_dangling_selector::NETPOL_DANGLING_SELECTOR,
    &netpol_hostnetwork_not_covered::NETPOL_HOSTNETWORK_NOT_COVERED,
    &netpol_metadata_reachable::NETPOL_METADATA_REACHABLE,
    &netpol_missing_for_workload::NETPOL_MISSING_FOR_WORKLOAD,
    &netpol_policytypes_implicit::NETPOL_POLICYTYPES_IMPLICIT,
    &service_dangling::SERVICE_DANGLING,
    &service_external_ips::SERVICE_EXTERNAL_IPS,
    &service_external_name::SERVICE_EXTERNAL_NAME,
    &service_loadbalancer_open::SERVICE_LOADBALANCER_OPEN,
    &service_nodeport::SERVICE_NODEPORT,
    &service_target_port_not_found::SERVICE_TARGET_PORT_NOT_FOUND,
];
