//! Istio security, correctness and operability.

use crate::rule::Rule;

pub mod authz_action_omitted_deny_name;
pub mod authz_allow_all;
pub mod authz_allow_negative_match;
pub mod authz_infix_wildcard;
pub mod authz_method_invalid;
pub mod authz_path_not_normalized;
pub mod authz_regex_like;
pub mod authz_rule_split_or;
pub mod dr_insecure_skip_verify;
pub mod dr_port_level_drops_tls;
pub mod dr_tls_disable;
pub mod dr_tls_mode_omitted;
pub mod gateway_plain_http;
pub mod gateway_selector_broad;
pub mod gateway_tls_mode_omitted;
pub mod gateway_weak_tls_version;
pub mod gateway_wildcard_host;
pub mod istio_deprecated_field;
pub mod istio_removed_api;
pub mod istio_schema_invalid;
pub mod istio_schema_warning;
pub mod istio_unknown_field;
pub mod istio_v1_available;
pub mod peerauthn_disable;
pub mod peerauthn_permissive;
pub mod peerauthn_port_level_disable;
pub mod peerauthn_shadowed;
pub mod vs_cors_wildcard;
pub mod vs_destination_host_not_found;
pub mod vs_destination_port_not_found;
pub mod vs_gateway_not_found;
pub mod vs_match_gateway_not_listed;
pub mod vs_mesh_host_conflict;
pub mod vs_subset_not_found;
pub mod vs_unreachable_rule;

/// The rules of this category, one line each.
pub(super) static RULES: &[&Rule] = &[
    &authz_action_omitted_deny_name::AUTHZ_ACTION_OMITTED_DENY_NAME,
    &authz_allow_all::AUTHZ_ALLOW_ALL,
    &authz_allow_negative_match::AUTHZ_ALLOW_NEGATIVE_MATCH,
    &authz_infix_wildcard::AUTHZ_INFIX_WILDCARD,
    &authz_method_invalid::AUTHZ_METHOD_INVALID,
    &authz_path_not_normalized::AUTHZ_PATH_NOT_NORMALIZED,
    &authz_regex_like::AUTHZ_REGEX_LIKE,
    &authz_rule_split_or::AUTHZ_RULE_SPLIT_OR,
    &dr_insecure_skip_verify::DR_INSECURE_SKIP_VERIFY,
    &dr_port_level_drops_tls::DR_PORT_LEVEL_DROPS_TLS,
    &dr_tls_disable::DR_TLS_DISABLE,
    &dr_tls_mode_omitted::DR_TLS_MODE_OMITTED,
    &gateway_plain_http::GATEWAY_PLAIN_HTTP,
    &gateway_selector_broad::GATEWAY_SELECTOR_BROAD,
    &gateway_tls_mode_omitted::GATEWAY_TLS_MODE_OMITTED,
    &gateway_weak_tls_version::GATEWAY_WEAK_TLS_VERSION,
    &gateway_wildcard_host::GATEWAY_WILDCARD_HOST,
    &istio_deprecated_field::ISTIO_DEPRECATED_FIELD,
    &istio_removed_api::ISTIO_REMOVED_API,
    &istio_schema_invalid::ISTIO_SCHEMA_INVALID,
    &istio_schema_warning::ISTIO_SCHEMA_WARNING,
    &istio_unknown_field::ISTIO_UNKNOWN_FIELD,
    &istio_v1_available::ISTIO_V1_AVAILABLE,
    &peerauthn_disable::PEERAUTHN_DISABLE,
    &peerauthn_permissive::PEERAUTHN_PERMISSIVE,
    &peerauthn_port_level_disable::PEERAUTHN_PORT_LEVEL_DISABLE,
    &peerauthn_shadowed::PEERAUTHN_SHADOWED,
    &vs_cors_wildcard::VS_CORS_WILDCARD,
    &vs_destination_host_not_found::VS_DESTINATION_HOST_NOT_FOUND,
    &vs_destination_port_not_found::VS_DESTINATION_PORT_NOT_FOUND,
    &vs_gateway_not_found::VS_GATEWAY_NOT_FOUND,
    &vs_match_gateway_not_listed::VS_MATCH_GATEWAY_NOT_LISTED,
    &vs_mesh_host_conflict::VS_MESH_HOST_CONFLICT,
    &vs_subset_not_found::VS_SUBSET_NOT_FOUND,
    &vs_unreachable_rule::VS_UNREACHABLE_RULE,
];
