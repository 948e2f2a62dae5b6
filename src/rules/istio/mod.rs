//! Istio security, correctness and operability.

use crate::rule::Rule;

pub mod ambient_sidecar_crd_ineffective;
pub mod annotation_deprecated;
pub mod annotation_invalid;
pub mod annotation_misplaced;
pub mod annotation_unknown;
mod annotations;
pub mod authz_action_omitted_deny_name;
pub mod authz_allow_all;
pub mod authz_allow_negative_match;
pub mod authz_audit_only;
pub mod authz_custom_header_bypass;
pub mod authz_deny_http_only;
pub mod authz_deny_positive_match;
pub mod authz_dryrun_only;
pub mod authz_empty_spec_deny_all;
pub mod authz_experimental_envoy_key;
pub mod authz_header_deny;
pub mod authz_host_without_port;
pub mod authz_infix_wildcard;
pub mod authz_method_invalid;
pub mod authz_multiple_custom_providers;
pub mod authz_path_exact_trailing_slash;
pub mod authz_path_not_normalized;
pub mod authz_path_prefix_bleed;
pub mod authz_principal_malformed;
pub mod authz_principal_spiffe_prefix;
pub mod authz_regex_like;
pub mod authz_request_principal_format;
pub mod authz_rule_split_or;
pub mod authz_rules_shape;
pub mod authz_selector_from_list_or;
pub mod authz_serviceaccounts_mix;
pub mod authz_source_any;
pub mod auto_mtls_disabled;
pub mod deployment_conflicting_services;
pub mod dr_credentialname_sidecar_plaintext;
pub mod dr_host_not_found;
pub mod dr_insecure_skip_verify;
pub mod dr_multimatch;
pub mod dr_overrides_strict;
pub mod dr_port_level_drops_tls;
pub mod dr_portlevel_not_on_service;
pub mod dr_specific_shadows_wildcard;
pub mod dr_subset_no_labels;
pub mod dr_subset_no_pods;
pub mod dr_tls_disable;
pub mod dr_tls_mode_omitted;
pub mod dr_tls_no_ca;
pub mod dr_tls_no_san;
pub mod dr_tls_port_443_origination_missing;
pub mod dr_unreachable_namespace;
mod entries;
pub mod envoyfilter_operation_invalid;
pub mod envoyfilter_relative_without_priority;
pub mod externalname_port_name;
pub mod gateway_conflict;
pub mod gateway_credential_not_found;
pub mod gateway_duplicate_cert;
pub mod gateway_no_virtualservice;
pub mod gateway_plain_http;
pub mod gateway_port_name_protocol;
pub mod gateway_port_not_on_service;
pub mod gateway_port_protocol_conflict;
pub mod gateway_selector_broad;
pub mod gateway_selector_no_workload;
pub mod gateway_tls_mode_omitted;
pub mod gateway_weak_tls_version;
pub mod gateway_wildcard_host;
pub mod host_partially_qualified;
pub mod host_trailing_dot_or_upper;
pub mod host_wrong_cluster_domain;
mod hosts;
pub mod image_auto_not_injected;
pub mod injection_multiple_labels;
pub mod istio_deprecated_field;
pub mod istio_removed_api;
pub mod istio_schema_invalid;
pub mod istio_schema_warning;
pub mod istio_unknown_field;
pub mod istio_v1_available;
mod jwks;
pub mod jwks_inline_weak_key;
pub mod jwks_internal_address;
pub mod jwks_private_key;
pub mod jwks_uri_issuer_mismatch;
mod jwt;
pub mod jwt_forward_original_token;
pub mod jwt_insecure_jwks_uri;
pub mod jwt_missing_audience;
pub mod jwt_missing_issuer;
pub mod jwt_not_required;
pub mod jwt_output_wellknown_header;
pub mod jwt_sample_issuer;
pub mod jwt_token_in_query;
pub mod label_as_annotation;
pub mod label_value_invalid;
mod listeners;
pub mod mesh_strict_mtls_missing;
pub mod peerauthn_disable;
pub mod peerauthn_duplicate_scope;
pub mod peerauthn_permissive;
pub mod peerauthn_port_is_service_port;
pub mod peerauthn_port_level_disable;
pub mod peerauthn_port_level_without_selector;
pub mod peerauthn_root_selector_ignored;
pub mod peerauthn_shadowed;
pub mod policy_selector_and_targetref;
pub mod policy_selector_no_workload;
pub mod policy_targetref_cross_namespace;
pub mod policy_targetref_not_found;
pub mod se_addresses_required;
pub mod se_conflicting_protocol;
pub mod se_dns_wildcard;
pub mod se_duplicate_host;
pub mod se_https_as_http;
pub mod se_selector_and_endpoints;
pub mod se_workloadselector_no_workload;
pub mod service_port_naming;
mod shape;
pub mod sidecar_and_ambient;
pub mod sidecar_egress_host_not_found;
pub mod sidecar_egress_missing_istio_system;
pub mod sidecar_localhost_listener;
pub mod sidecar_multiple_default;
pub mod sidecar_root_selector;
pub mod sidecar_selector_conflict;
pub mod sidecar_selector_no_workload;
pub mod telemetry_conflict;
pub mod telemetry_provider_not_found;
pub mod use_waypoint_without_ambient;
pub mod vs_cors_wildcard;
pub mod vs_delegate_invalid;
pub mod vs_destination_host_not_found;
pub mod vs_destination_port_not_found;
pub mod vs_destination_port_required;
pub mod vs_gateway_host_conflict;
pub mod vs_gateway_host_mismatch;
pub mod vs_gateway_not_found;
pub mod vs_ineffective_match;
pub mod vs_internal_gateway_ref;
pub mod vs_jwt_claim_route_without_authn;
pub mod vs_legacy_gateway_name;
pub mod vs_match_gateway_not_listed;
pub mod vs_mesh_host_conflict;
pub mod vs_mirror_host_not_found;
pub mod vs_missing_default_route;
pub mod vs_repeated_destination;
pub mod vs_rewrite_authority_shortname;
pub mod vs_subset_not_found;
pub mod vs_tls_sni_not_in_hosts;
pub mod vs_unreachable_rule;
pub mod vs_weights_not_100;
pub mod waypoint_not_found;
pub mod webhook_invalid;
pub mod workload_tlsmode_disabled_label;

/// The rules of this category, one line each.
pub(super) static RULES: &[&Rule] = &[
    &ambient_sidecar_crd_ineffective::AMBIENT_SIDECAR_CRD_INEFFECTIVE,
    &annotation_deprecated::ANNOTATION_DEPRECATED,
    &annotation_invalid::ANNOTATION_INVALID,
    &annotation_misplaced::ANNOTATION_MISPLACED,
    &annotation_unknown::ANNOTATION_UNKNOWN,
    &authz_action_omitted_deny_name::AUTHZ_ACTION_OMITTED_DENY_NAME,
    &authz_allow_all::AUTHZ_ALLOW_ALL,
    &authz_allow_negative_match::AUTHZ_ALLOW_NEGATIVE_MATCH,
    &authz_audit_only::AUTHZ_AUDIT_ONLY,
    &authz_custom_header_bypass::AUTHZ_CUSTOM_HEADER_BYPASS,
    &authz_deny_http_only::AUTHZ_DENY_HTTP_ONLY,
    &authz_deny_positive_match::AUTHZ_DENY_POSITIVE_MATCH,
    &authz_dryrun_only::AUTHZ_DRYRUN_ONLY,
    &authz_empty_spec_deny_all::AUTHZ_EMPTY_SPEC_DENY_ALL,
    &authz_experimental_envoy_key::AUTHZ_EXPERIMENTAL_ENVOY_KEY,
    &authz_header_deny::AUTHZ_HEADER_DENY,
    &authz_host_without_port::AUTHZ_HOST_WITHOUT_PORT,
    &authz_infix_wildcard::AUTHZ_INFIX_WILDCARD,
    &authz_method_invalid::AUTHZ_METHOD_INVALID,
    &authz_multiple_custom_providers::AUTHZ_MULTIPLE_CUSTOM_PROVIDERS,
    &authz_path_exact_trailing_slash::AUTHZ_PATH_EXACT_TRAILING_SLASH,
    &authz_path_not_normalized::AUTHZ_PATH_NOT_NORMALIZED,
    &authz_path_prefix_bleed::AUTHZ_PATH_PREFIX_BLEED,
    &authz_principal_malformed::AUTHZ_PRINCIPAL_MALFORMED,
    &authz_principal_spiffe_prefix::AUTHZ_PRINCIPAL_SPIFFE_PREFIX,
    &authz_regex_like::AUTHZ_REGEX_LIKE,
    &authz_request_principal_format::AUTHZ_REQUEST_PRINCIPAL_FORMAT,
    &authz_rule_split_or::AUTHZ_RULE_SPLIT_OR,
    &authz_rules_shape::AUTHZ_RULES_SHAPE,
    &authz_selector_from_list_or::AUTHZ_SELECTOR_FROM_LIST_OR,
    &authz_serviceaccounts_mix::AUTHZ_SERVICEACCOUNTS_MIX,
    &authz_source_any::AUTHZ_SOURCE_ANY,
    &auto_mtls_disabled::AUTO_MTLS_DISABLED,
    &deployment_conflicting_services::DEPLOYMENT_CONFLICTING_SERVICES,
    &dr_credentialname_sidecar_plaintext::DR_CREDENTIALNAME_SIDECAR_PLAINTEXT,
    &dr_host_not_found::DR_HOST_NOT_FOUND,
    &dr_insecure_skip_verify::DR_INSECURE_SKIP_VERIFY,
    &dr_multimatch::DR_MULTIMATCH,
    &dr_overrides_strict::DR_OVERRIDES_STRICT,
    &dr_port_level_drops_tls::DR_PORT_LEVEL_DROPS_TLS,
    &dr_portlevel_not_on_service::DR_PORTLEVEL_NOT_ON_SERVICE,
    &dr_specific_shadows_wildcard::DR_SPECIFIC_SHADOWS_WILDCARD,
    &dr_subset_no_labels::DR_SUBSET_NO_LABELS,
    &dr_subset_no_pods::DR_SUBSET_NO_PODS,
    &dr_tls_disable::DR_TLS_DISABLE,
    &dr_tls_mode_omitted::DR_TLS_MODE_OMITTED,
    &dr_tls_no_ca::DR_TLS_NO_CA,
    &dr_tls_no_san::DR_TLS_NO_SAN,
    &dr_tls_port_443_origination_missing::DR_TLS_PORT_443_ORIGINATION_MISSING,
    &dr_unreachable_namespace::DR_UNREACHABLE_NAMESPACE,
    &envoyfilter_operation_invalid::ENVOYFILTER_OPERATION_INVALID,
    &envoyfilter_relative_without_priority::ENVOYFILTER_RELATIVE_WITHOUT_PRIORITY,
    &externalname_port_name::EXTERNALNAME_PORT_NAME,
    &gateway_conflict::GATEWAY_CONFLICT,
    &gateway_credential_not_found::GATEWAY_CREDENTIAL_NOT_FOUND,
    &gateway_duplicate_cert::GATEWAY_DUPLICATE_CERT,
    &gateway_no_virtualservice::GATEWAY_NO_VIRTUALSERVICE,
    &gateway_plain_http::GATEWAY_PLAIN_HTTP,
    &gateway_port_name_protocol::GATEWAY_PORT_NAME_PROTOCOL,
    &gateway_port_not_on_service::GATEWAY_PORT_NOT_ON_SERVICE,
    &gateway_port_protocol_conflict::GATEWAY_PORT_PROTOCOL_CONFLICT,
    &gateway_selector_broad::GATEWAY_SELECTOR_BROAD,
    &gateway_selector_no_workload::GATEWAY_SELECTOR_NO_WORKLOAD,
    &gateway_tls_mode_omitted::GATEWAY_TLS_MODE_OMITTED,
    &gateway_weak_tls_version::GATEWAY_WEAK_TLS_VERSION,
    &gateway_wildcard_host::GATEWAY_WILDCARD_HOST,
    &host_partially_qualified::HOST_PARTIALLY_QUALIFIED,
    &host_trailing_dot_or_upper::HOST_TRAILING_DOT_OR_UPPER,
    &host_wrong_cluster_domain::HOST_WRONG_CLUSTER_DOMAIN,
    &image_auto_not_injected::IMAGE_AUTO_NOT_INJECTED,
    &injection_multiple_labels::INJECTION_MULTIPLE_LABELS,
    &istio_deprecated_field::ISTIO_DEPRECATED_FIELD,
    &istio_removed_api::ISTIO_REMOVED_API,
    &istio_schema_invalid::ISTIO_SCHEMA_INVALID,
    &istio_schema_warning::ISTIO_SCHEMA_WARNING,
    &istio_unknown_field::ISTIO_UNKNOWN_FIELD,
    &istio_v1_available::ISTIO_V1_AVAILABLE,
    &jwks_inline_weak_key::JWKS_INLINE_WEAK_KEY,
    &jwks_internal_address::JWKS_INTERNAL_ADDRESS,
    &jwks_private_key::JWKS_PRIVATE_KEY,
    &jwks_uri_issuer_mismatch::JWKS_URI_ISSUER_MISMATCH,
    &jwt_forward_original_token::JWT_FORWARD_ORIGINAL_TOKEN,
    &jwt_insecure_jwks_uri::JWT_INSECURE_JWKS_URI,
    &jwt_missing_audience::JWT_MISSING_AUDIENCE,
    &jwt_missing_issuer::JWT_MISSING_ISSUER,
    &jwt_not_required::JWT_NOT_REQUIRED,
    &jwt_output_wellknown_header::JWT_OUTPUT_WELLKNOWN_HEADER,
    &jwt_sample_issuer::JWT_SAMPLE_ISSUER,
    &jwt_token_in_query::JWT_TOKEN_IN_QUERY,
    &label_as_annotation::LABEL_AS_ANNOTATION,
    &label_value_invalid::LABEL_VALUE_INVALID,
    &mesh_strict_mtls_missing::MESH_STRICT_MTLS_MISSING,
    &peerauthn_disable::PEERAUTHN_DISABLE,
    &peerauthn_duplicate_scope::PEERAUTHN_DUPLICATE_SCOPE,
    &peerauthn_permissive::PEERAUTHN_PERMISSIVE,
    &peerauthn_port_is_service_port::PEERAUTHN_PORT_IS_SERVICE_PORT,
    &peerauthn_port_level_disable::PEERAUTHN_PORT_LEVEL_DISABLE,
    &peerauthn_port_level_without_selector::PEERAUTHN_PORT_LEVEL_WITHOUT_SELECTOR,
    &peerauthn_root_selector_ignored::PEERAUTHN_ROOT_SELECTOR_IGNORED,
    &peerauthn_shadowed::PEERAUTHN_SHADOWED,
    &policy_selector_and_targetref::POLICY_SELECTOR_AND_TARGETREF,
    &policy_selector_no_workload::POLICY_SELECTOR_NO_WORKLOAD,
    &policy_targetref_cross_namespace::POLICY_TARGETREF_CROSS_NAMESPACE,
    &policy_targetref_not_found::POLICY_TARGETREF_NOT_FOUND,
    &se_addresses_required::SE_ADDRESSES_REQUIRED,
    &se_conflicting_protocol::SE_CONFLICTING_PROTOCOL,
    &se_dns_wildcard::SE_DNS_WILDCARD,
    &se_duplicate_host::SE_DUPLICATE_HOST,
    &se_https_as_http::SE_HTTPS_AS_HTTP,
    &se_selector_and_endpoints::SE_SELECTOR_AND_ENDPOINTS,
    &se_workloadselector_no_workload::SE_WORKLOADSELECTOR_NO_WORKLOAD,
    &service_port_naming::SERVICE_PORT_NAMING,
    &sidecar_and_ambient::SIDECAR_AND_AMBIENT,
    &sidecar_egress_host_not_found::SIDECAR_EGRESS_HOST_NOT_FOUND,
    &sidecar_egress_missing_istio_system::SIDECAR_EGRESS_MISSING_ISTIO_SYSTEM,
    &sidecar_localhost_listener::SIDECAR_LOCALHOST_LISTENER,
    &sidecar_multiple_default::SIDECAR_MULTIPLE_DEFAULT,
    &sidecar_root_selector::SIDECAR_ROOT_SELECTOR,
    &sidecar_selector_conflict::SIDECAR_SELECTOR_CONFLICT,
    &sidecar_selector_no_workload::SIDECAR_SELECTOR_NO_WORKLOAD,
    &telemetry_conflict::TELEMETRY_CONFLICT,
    &telemetry_provider_not_found::TELEMETRY_PROVIDER_NOT_FOUND,
    &use_waypoint_without_ambient::USE_WAYPOINT_WITHOUT_AMBIENT,
    &vs_cors_wildcard::VS_CORS_WILDCARD,
    &vs_delegate_invalid::VS_DELEGATE_INVALID,
    &vs_destination_host_not_found::VS_DESTINATION_HOST_NOT_FOUND,
    &vs_destination_port_not_found::VS_DESTINATION_PORT_NOT_FOUND,
    &vs_destination_port_required::VS_DESTINATION_PORT_REQUIRED,
    &vs_gateway_host_conflict::VS_GATEWAY_HOST_CONFLICT,
    &vs_gateway_host_mismatch::VS_GATEWAY_HOST_MISMATCH,
    &vs_gateway_not_found::VS_GATEWAY_NOT_FOUND,
    &vs_ineffective_match::VS_INEFFECTIVE_MATCH,
    &vs_internal_gateway_ref::VS_INTERNAL_GATEWAY_REF,
    &vs_jwt_claim_route_without_authn::VS_JWT_CLAIM_ROUTE_WITHOUT_AUTHN,
    &vs_legacy_gateway_name::VS_LEGACY_GATEWAY_NAME,
    &vs_match_gateway_not_listed::VS_MATCH_GATEWAY_NOT_LISTED,
    &vs_mesh_host_conflict::VS_MESH_HOST_CONFLICT,
    &vs_mirror_host_not_found::VS_MIRROR_HOST_NOT_FOUND,
    &vs_missing_default_route::VS_MISSING_DEFAULT_ROUTE,
    &vs_repeated_destination::VS_REPEATED_DESTINATION,
    &vs_rewrite_authority_shortname::VS_REWRITE_AUTHORITY_SHORTNAME,
    &vs_subset_not_found::VS_SUBSET_NOT_FOUND,
    &vs_tls_sni_not_in_hosts::VS_TLS_SNI_NOT_IN_HOSTS,
    &vs_unreachable_rule::VS_UNREACHABLE_RULE,
    &vs_weights_not_100::VS_WEIGHTS_NOT_100,
    &waypoint_not_found::WAYPOINT_NOT_FOUND,
    &webhook_invalid::WEBHOOK_INVALID,
    &workload_tlsmode_disabled_label::WORKLOAD_TLSMODE_DISABLED_LABEL,
];
