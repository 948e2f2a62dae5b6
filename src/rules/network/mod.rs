//! Network policies, Services, exposure.

use crate::rule::Rule;

pub mod anp_allow_overrides;
pub mod calico_gnp_allow_all;
pub mod cilium_policy_disables_default_deny;
pub mod endpoints_manual_sensitive_address;
pub mod gateway_allowed_routes_all;
pub mod gateway_allowed_routes_mutable_label;
pub mod gateway_listener_no_hostname;
pub mod gateway_listener_no_tls;
pub mod gateway_listenerset_all;
pub mod gateway_tls_mode_invalid;
pub mod gateway_weak_mtls;
pub mod httproute_backend_dangling;
pub mod httproute_external_redirect;
pub mod httproute_hostname_conflict;
pub mod httproute_hostname_outside_listener;
pub mod invalid_target_port;
mod isolation;
pub mod netpol_allow_all_egress;
pub mod netpol_allow_all_ingress;
pub mod netpol_contradicts_intent;
pub mod netpol_dangling_peer;
pub mod netpol_dangling_selector;
pub mod netpol_egress_without_dns;
pub mod netpol_empty_selector_allow;
pub mod netpol_hostnetwork_not_covered;
pub mod netpol_ipblock_pod_cidr;
pub mod netpol_metadata_reachable;
pub mod netpol_missing_for_workload;
pub mod netpol_monitoring_port_open;
pub mod netpol_namespace_label_spoofable;
pub mod netpol_namespace_label_unset;
pub mod netpol_namespace_without_policy;
pub mod netpol_no_default_deny;
pub mod netpol_policytypes_implicit;
pub mod netpol_ports_mismatch;
pub mod netpol_protocol_default;
pub mod netpol_redundant;
pub mod netpol_selector_and_or_confusion;
pub mod non_canonical_ip;
pub mod referencegrant_broad;
pub mod referencegrant_unused;
pub mod route_exposes_sensitive_backend;
pub mod service_admin_port_exposed;
pub mod service_dangling;
pub mod service_deprecated_topology;
pub mod service_dns_owner_conflict;
pub mod service_external_ips;
pub mod service_external_name;
pub mod service_external_traffic_policy;
pub mod service_headless_publish_not_ready;
pub mod service_ignored_field;
pub mod service_loadbalancer_open;
pub mod service_nodeport;
pub mod service_port_range;
pub mod service_selector_empty;
pub mod service_selector_overlap;
pub mod service_target_port_not_found;
pub mod service_traffic_policy;

/// The rules of this category, one line each.
pub(super) static RULES: &[&Rule] = &[
    &anp_allow_overrides::ANP_ALLOW_OVERRIDES,
    &calico_gnp_allow_all::CALICO_GNP_ALLOW_ALL,
    &cilium_policy_disables_default_deny::CILIUM_POLICY_DISABLES_DEFAULT_DENY,
    &endpoints_manual_sensitive_address::ENDPOINTS_MANUAL_SENSITIVE_ADDRESS,
    &gateway_allowed_routes_all::GATEWAY_ALLOWED_ROUTES_ALL,
    &gateway_allowed_routes_mutable_label::GATEWAY_ALLOWED_ROUTES_MUTABLE_LABEL,
    &gateway_listener_no_hostname::GATEWAY_LISTENER_NO_HOSTNAME,
    &gateway_listener_no_tls::GATEWAY_LISTENER_NO_TLS,
    &gateway_listenerset_all::GATEWAY_LISTENERSET_ALL,
    &gateway_tls_mode_invalid::GATEWAY_TLS_MODE_INVALID,
    &gateway_weak_mtls::GATEWAY_WEAK_MTLS,
    &httproute_backend_dangling::HTTPROUTE_BACKEND_DANGLING,
    &httproute_external_redirect::HTTPROUTE_EXTERNAL_REDIRECT,
    &httproute_hostname_conflict::HTTPROUTE_HOSTNAME_CONFLICT,
    &httproute_hostname_outside_listener::HTTPROUTE_HOSTNAME_OUTSIDE_LISTENER,
    &invalid_target_port::INVALID_TARGET_PORT,
    &netpol_allow_all_egress::NETPOL_ALLOW_ALL_EGRESS,
    &netpol_allow_all_ingress::NETPOL_ALLOW_ALL_INGRESS,
    &netpol_contradicts_intent::NETPOL_CONTRADICTS_INTENT,
    &netpol_dangling_peer::NETPOL_DANGLING_PEER,
    &netpol_dangling_selector::NETPOL_DANGLING_SELECTOR,
    &netpol_egress_without_dns::NETPOL_EGRESS_WITHOUT_DNS,
    &netpol_empty_selector_allow::NETPOL_EMPTY_SELECTOR_ALLOW,
    &netpol_hostnetwork_not_covered::NETPOL_HOSTNETWORK_NOT_COVERED,
    &netpol_ipblock_pod_cidr::NETPOL_IPBLOCK_POD_CIDR,
    &netpol_metadata_reachable::NETPOL_METADATA_REACHABLE,
    &netpol_missing_for_workload::NETPOL_MISSING_FOR_WORKLOAD,
    &netpol_monitoring_port_open::NETPOL_MONITORING_PORT_OPEN,
    &netpol_namespace_label_spoofable::NETPOL_NAMESPACE_LABEL_SPOOFABLE,
    &netpol_namespace_label_unset::NETPOL_NAMESPACE_LABEL_UNSET,
    &netpol_namespace_without_policy::NETPOL_NAMESPACE_WITHOUT_POLICY,
    &netpol_no_default_deny::NETPOL_NO_DEFAULT_DENY,
    &netpol_policytypes_implicit::NETPOL_POLICYTYPES_IMPLICIT,
    &netpol_ports_mismatch::NETPOL_PORTS_MISMATCH,
    &netpol_protocol_default::NETPOL_PROTOCOL_DEFAULT,
    &netpol_redundant::NETPOL_REDUNDANT,
    &netpol_selector_and_or_confusion::NETPOL_SELECTOR_AND_OR_CONFUSION,
    &non_canonical_ip::NON_CANONICAL_IP,
    &referencegrant_broad::REFERENCEGRANT_BROAD,
    &referencegrant_unused::REFERENCEGRANT_UNUSED,
    &route_exposes_sensitive_backend::ROUTE_EXPOSES_SENSITIVE_BACKEND,
    &service_admin_port_exposed::SERVICE_ADMIN_PORT_EXPOSED,
    &service_dangling::SERVICE_DANGLING,
    &service_deprecated_topology::SERVICE_DEPRECATED_TOPOLOGY,
    &service_dns_owner_conflict::SERVICE_DNS_OWNER_CONFLICT,
    &service_external_ips::SERVICE_EXTERNAL_IPS,
    &service_external_name::SERVICE_EXTERNAL_NAME,
    &service_external_traffic_policy::SERVICE_EXTERNAL_TRAFFIC_POLICY,
    &service_headless_publish_not_ready::SERVICE_HEADLESS_PUBLISH_NOT_READY,
    &service_ignored_field::SERVICE_IGNORED_FIELD,
    &service_loadbalancer_open::SERVICE_LOADBALANCER_OPEN,
    &service_nodeport::SERVICE_NODEPORT,
    &service_port_range::SERVICE_PORT_RANGE,
    &service_selector_empty::SERVICE_SELECTOR_EMPTY,
    &service_selector_overlap::SERVICE_SELECTOR_OVERLAP,
    &service_target_port_not_found::SERVICE_TARGET_PORT_NOT_FOUND,
    &service_traffic_policy::SERVICE_TRAFFIC_POLICY,
];
