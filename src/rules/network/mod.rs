//! Network policies, Services, exposure.

use crate::rule::Rule;

pub mod gateway_allowed_routes_all;
pub mod gateway_listener_no_tls;
pub mod invalid_target_port;
pub mod netpol_allow_all_egress;
pub mod netpol_allow_all_ingress;
pub mod netpol_dangling_selector;
pub mod netpol_hostnetwork_not_covered;
pub mod netpol_metadata_reachable;
pub mod netpol_missing_for_workload;
pub mod netpol_policytypes_implicit;
pub mod non_canonical_ip;
pub mod service_dangling;
pub mod service_deprecated_topology;
pub mod service_external_ips;
pub mod service_external_name;
pub mod service_ignored_field;
pub mod service_loadbalancer_open;
pub mod service_nodeport;
pub mod service_port_range;
pub mod service_selector_overlap;
pub mod service_target_port_not_found;
pub mod service_traffic_policy;

/// The rules of this category, one line each.
pub(super) static RULES: &[&Rule] = &[
    &gateway_allowed_routes_all::GATEWAY_ALLOWED_ROUTES_ALL,
    &gateway_listener_no_tls::GATEWAY_LISTENER_NO_TLS,
    &invalid_target_port::INVALID_TARGET_PORT,
    &netpol_allow_all_egress::NETPOL_ALLOW_ALL_EGRESS,
    &netpol_allow_all_ingress::NETPOL_ALLOW_ALL_INGRESS,
    &netpol_dangling_selector::NETPOL_DANGLING_SELECTOR,
    &netpol_hostnetwork_not_covered::NETPOL_HOSTNETWORK_NOT_COVERED,
    &netpol_metadata_reachable::NETPOL_METADATA_REACHABLE,
    &netpol_missing_for_workload::NETPOL_MISSING_FOR_WORKLOAD,
    &netpol_policytypes_implicit::NETPOL_POLICYTYPES_IMPLICIT,
    &non_canonical_ip::NON_CANONICAL_IP,
    &service_dangling::SERVICE_DANGLING,
    &service_deprecated_topology::SERVICE_DEPRECATED_TOPOLOGY,
    &service_external_ips::SERVICE_EXTERNAL_IPS,
    &service_external_name::SERVICE_EXTERNAL_NAME,
    &service_ignored_field::SERVICE_IGNORED_FIELD,
    &service_loadbalancer_open::SERVICE_LOADBALANCER_OPEN,
    &service_nodeport::SERVICE_NODEPORT,
    &service_port_range::SERVICE_PORT_RANGE,
    &service_selector_overlap::SERVICE_SELECTOR_OVERLAP,
    &service_target_port_not_found::SERVICE_TARGET_PORT_NOT_FOUND,
    &service_traffic_policy::SERVICE_TRAFFIC_POLICY,
];
