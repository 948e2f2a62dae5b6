//! Istio security, correctness and operability.

use crate::rule::Rule;

mod ambient;
pub mod ambient_l7_policy_needs_waypoint;
pub mod ambient_opt_out;
pub mod ambient_sidecar_crd_ineffective;
pub mod ambient_vs_wrong_namespace;
pub mod ambient_waypoint_single;
pub mod annotation_deprecated;
pub mod annotation_invalid;
pub mod annotation_misplaced;
pub mod annotation_unknown;
mod annotations;
pub mod app_binds_proxy_ports;
pub mod app_version_label_missing;
mod around;
pub mod authz_action_omitted_deny_name;
pub mod authz_allow_all;
pub mod authz_allow_in_root_shadow;
pub mod authz_allow_negative_match;
pub mod authz_audit_only;
pub mod authz_claims_without_requestauthn;
pub mod authz_custom_header_bypass;
pub mod authz_custom_provider_missing;
pub mod authz_deny_http_only;
pub mod authz_deny_positive_match;
pub mod authz_dryrun_only;
pub mod authz_empty_spec_deny_all;
pub mod authz_experimental_envoy_key;
pub mod authz_header_deny;
pub mod authz_host_without_port;
pub mod authz_hosts_on_sidecar;
pub mod authz_http_fields_on_tcp;
pub mod authz_infix_wildcard;
pub mod authz_ipblocks_on_gateway_snat;
pub mod authz_method_invalid;
pub mod authz_mtls_fields_without_strict;
pub mod authz_multiple_custom_providers;
pub mod authz_namespace_not_found;
pub mod authz_no_default_deny;
pub mod authz_path_exact_trailing_slash;
pub mod authz_path_normalization;
pub mod authz_path_not_normalized;
pub mod authz_path_prefix_bleed;
pub mod authz_port_is_service_port;
pub mod authz_principal_malformed;
pub mod authz_principal_sa_not_found;
pub mod authz_principal_spiffe_prefix;
pub mod authz_regex_like;
pub mod authz_remote_ip_without_trusted_hops;
pub mod authz_request_principal_format;
pub mod authz_rule_split_or;
pub mod authz_rules_shape;
pub mod authz_selector_from_list_or;
pub mod authz_serviceaccount_dots;
pub mod authz_serviceaccounts_mix;
pub mod authz_source_any;
pub mod authz_waypoint_identity;
pub mod authz_workload_uncovered;
pub mod authz_ztunnel_allow_dropped;
pub mod authz_ztunnel_deny_noop;
pub mod authz_ztunnel_infix_namespace;
pub mod authz_ztunnel_trustdomain_dropped;
pub mod authz_ztunnel_unsupported_action;
pub mod auto_mtls_disabled;
pub mod bypass_inbound_capture;
pub mod cni_repair_delete_pods;
pub mod connectionpool_tiny;
pub mod deployment_conflicting_services;
pub mod dns_se_polling;
pub mod dr_credentialname_sidecar_plaintext;
pub mod dr_cross_namespace_host;
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
pub mod egress_allow_any;
pub mod egress_gateway_bypass;
mod entries;
mod envoy;
pub mod envoyfilter_admin_or_listener;
pub mod envoyfilter_ineffective_class;
pub mod envoyfilter_lua;
pub mod envoyfilter_mesh_wide;
pub mod envoyfilter_namespace_wide;
pub mod envoyfilter_operation_invalid;
pub mod envoyfilter_present;
pub mod envoyfilter_priority_missing;
pub mod envoyfilter_proxyversion_long;
pub mod envoyfilter_relative_without_priority;
pub mod envoyfilter_security_filter_tamper;
pub mod envoyfilter_vulnerable_filter;
pub mod exclude_inbound_ports;
pub mod exclude_interfaces;
pub mod exclude_outbound_ip_ranges;
pub mod exportto_default_all;
pub mod exportto_namespace_not_found;
mod extauthz;
pub mod extauthz_fail_open;
pub mod extauthz_path_prefix_or_plaintext;
pub mod externalname_port_name;
pub mod externalname_service;
mod flow;
pub mod gateway_admin_interface_exposed;
pub mod gateway_auto_passthrough;
pub mod gateway_conflict;
pub mod gateway_credential_broad_rbac;
pub mod gateway_credential_invalid;
pub mod gateway_credential_not_found;
pub mod gateway_cross_namespace_selector;
pub mod gateway_duplicate_cert;
pub mod gateway_exposes_istiod;
pub mod gateway_external_traffic_policy;
pub mod gateway_file_mounted_cert;
pub mod gateway_mutual_no_san;
pub mod gateway_no_virtualservice;
pub mod gateway_optional_mutual;
pub mod gateway_plain_http;
pub mod gateway_port_name_protocol;
pub mod gateway_port_not_on_service;
pub mod gateway_port_protocol_conflict;
pub mod gateway_selector_broad;
pub mod gateway_selector_no_workload;
pub mod gateway_single_replica;
pub mod gateway_sni_host_mtls_bypass;
pub mod gateway_tls_mode_omitted;
pub mod gateway_weak_ciphers;
pub mod gateway_weak_tls_version;
pub mod gateway_wildcard_host;
pub mod grafana_anonymous_admin;
mod gwapi;
pub mod gwapi_allowed_routes_all;
pub mod gwapi_backend_not_found;
pub mod gwapi_crd_version;
pub mod gwapi_gateway_sa_injection;
pub mod gwapi_http_listener_no_redirect;
pub mod gwapi_listener_conflict;
pub mod gwapi_referencegrant_broad;
pub mod gwapi_refgrant_missing;
pub mod gwapi_route_parent_not_found;
pub mod gwapi_schema_invalid;
pub mod headless_service_port_conflict;
pub mod hold_application;
pub mod host_partially_qualified;
pub mod host_trailing_dot_or_upper;
pub mod host_wrong_cluster_domain;
pub mod hostnetwork_not_meshed;
mod hosts;
pub mod image_auto_not_injected;
pub mod image_pull_wasm;
pub mod ingress_bypasses_waypoint;
pub mod ingressgateway_label_on_app;
pub mod injection_annotation_noop;
pub mod injection_multiple_labels;
pub mod install_profile_demo;
pub mod install_profile_removed;
pub mod interception_mode_none;
pub mod istio_deprecated_field;
pub mod istio_image_mutable_tag;
pub mod istio_init_net_admin;
pub mod istio_multicluster_secret_in_git;
pub mod istio_removed_api;
pub mod istio_schema_invalid;
pub mod istio_schema_warning;
pub mod istio_unknown_field;
pub mod istio_v1_available;
pub mod istio_version_vulnerable;
pub mod istiod_injector_failopen;
pub mod istiod_insecure_env;
pub mod istiod_log_debug;
pub mod istiod_plaintext_ports_exposed;
pub mod job_without_quit;
mod jwks;
pub mod jwks_cidr_unrestricted;
pub mod jwks_inline_weak_key;
pub mod jwks_internal_address;
pub mod jwks_private_key;
pub mod jwks_uri_issuer_mismatch;
mod jwt;
pub mod jwt_default_key_fallback;
pub mod jwt_forward_original_token;
pub mod jwt_insecure_jwks_uri;
pub mod jwt_missing_audience;
pub mod jwt_missing_issuer;
pub mod jwt_not_required;
pub mod jwt_output_wellknown_header;
pub mod jwt_sample_issuer;
pub mod jwt_token_in_query;
pub mod kiali_anonymous;
pub mod label_as_annotation;
pub mod label_value_invalid;
mod lightstep;
mod listeners;
pub mod locality_invalid;
mod meant;
pub mod mesh_strict_mtls_missing;
pub mod meshconfig_access_log_off;
pub mod meshconfig_configsource_remote;
pub mod meshconfig_forward_client_cert;
pub mod meshconfig_path_normalization_none;
pub mod meshconfig_plaintext_provider;
pub mod meshconfig_tls_min_version;
pub mod meshconfig_trust_domain_default;
pub mod meshnetworks_invalid;
pub mod multicluster_inconsistent_service;
pub mod namespace_injection_missing;
pub mod namespace_not_injected;
mod native;
mod oci;
pub mod outlier_eject_all;
pub mod outlier_without_locality;
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
pub mod policy_selector_on_k8s_gateway;
pub mod policy_targetref_cross_namespace;
pub mod policy_targetref_not_found;
mod port_name;
pub mod port_protocol_conflict_cluster_wide;
pub mod prefix_rewrite_slash;
pub mod probes_not_rewritten;
pub mod prometheus_merge_plaintext;
pub mod protocol_detection_timeout;
mod proxy;
pub mod proxy_bootstrap_override;
pub mod proxy_config_weaken;
pub mod proxy_image_override;
pub mod proxy_image_version_mismatch;
pub mod proxy_privileged;
pub mod proxy_resources_missing;
pub mod proxy_user_volume;
pub mod registry_only_not_boundary;
mod release;
pub mod requestauthn_conflict;
pub mod retries_implicit;
pub mod retry_nonidempotent;
pub mod revision_tag;
pub mod sample_addons_in_prod;
mod scope;
pub mod se_addresses_required;
pub mod se_conflicting_protocol;
pub mod se_dns_wildcard;
pub mod se_duplicate_host;
pub mod se_https_as_http;
pub mod se_mesh_internal_external_host;
pub mod se_resolution_none;
pub mod se_selector_and_endpoints;
pub mod se_shadows_cluster_host;
pub mod se_wildcard_host;
pub mod se_workloadselector_no_workload;
pub mod self_signed_ca;
pub mod server_first_protocol_port;
pub mod service_port_naming;
pub mod service_targetport_missing;
pub mod session_affinity_subset;
mod shape;
pub mod sidecar_and_ambient;
pub mod sidecar_egress_host_not_found;
pub mod sidecar_egress_missing_istio_system;
pub mod sidecar_injection_disabled;
pub mod sidecar_localhost_listener;
pub mod sidecar_multiple_default;
pub mod sidecar_outbound_allow_any;
pub mod sidecar_outbound_mode_omitted;
pub mod sidecar_root_selector;
pub mod sidecar_scope_missing;
pub mod sidecar_selector_conflict;
pub mod sidecar_selector_no_workload;
pub mod telemetry_addon_exposed;
pub mod telemetry_conflict;
pub mod telemetry_high_cardinality;
pub mod telemetry_provider_not_found;
pub mod tenant_status_negative;
pub mod timeout_missing;
pub mod tracing_sampling_100;
pub mod trafficextension_lua;
pub mod uid_1337;
pub mod use_waypoint_without_ambient;
pub mod values_config_validation_off;
pub mod values_jwt_first_party;
pub mod values_network_policy_off;
pub mod vs_cors_wildcard;
pub mod vs_cross_namespace_host_capture;
pub mod vs_delegate_invalid;
pub mod vs_destination_host_not_found;
pub mod vs_destination_port_not_found;
pub mod vs_destination_port_required;
pub mod vs_fault_injection;
pub mod vs_gateway_host_conflict;
pub mod vs_gateway_host_mismatch;
pub mod vs_gateway_not_found;
pub mod vs_header_case;
pub mod vs_header_host_override;
pub mod vs_ineffective_match;
pub mod vs_internal_gateway_ref;
pub mod vs_internal_path_exposed;
pub mod vs_jwt_claim_route_without_authn;
pub mod vs_large_direct_response;
pub mod vs_legacy_gateway_name;
pub mod vs_match_gateway_not_listed;
pub mod vs_mesh_host_conflict;
pub mod vs_mirror_host_not_found;
pub mod vs_missing_default_route;
pub mod vs_redirect_to_http;
pub mod vs_regex_cost;
pub mod vs_repeated_destination;
pub mod vs_rewrite_authority_shortname;
pub mod vs_route_count;
pub mod vs_route_no_effect_on_ingress;
pub mod vs_subset_not_found;
pub mod vs_tls_sni_not_in_hosts;
pub mod vs_unreachable_rule;
pub mod vs_weights_not_100;
pub mod wasm_fail_open;
pub mod wasm_insecure_url;
pub mod wasm_mesh_wide;
pub mod wasm_mutable_tag;
pub mod wasm_no_sha256;
pub mod wasm_vmconfig_env_host;
pub mod waypoint_bypass;
pub mod waypoint_for_mismatch;
pub mod waypoint_not_found;
pub mod webhook_invalid;
pub mod workload_tlsmode_disabled_label;
pub mod workload_without_service;
pub mod workloadgroup_invalid;

/// The rules of this category, one line each.
pub(super) static RULES: &[&Rule] = &[
    &ambient_l7_policy_needs_waypoint::AMBIENT_L7_POLICY_NEEDS_WAYPOINT,
    &ambient_opt_out::AMBIENT_OPT_OUT,
    &ambient_sidecar_crd_ineffective::AMBIENT_SIDECAR_CRD_INEFFECTIVE,
    &ambient_vs_wrong_namespace::AMBIENT_VS_WRONG_NAMESPACE,
    &ambient_waypoint_single::AMBIENT_WAYPOINT_SINGLE,
    &annotation_deprecated::ANNOTATION_DEPRECATED,
    &annotation_invalid::ANNOTATION_INVALID,
    &annotation_misplaced::ANNOTATION_MISPLACED,
    &annotation_unknown::ANNOTATION_UNKNOWN,
    &app_binds_proxy_ports::APP_BINDS_PROXY_PORTS,
    &app_version_label_missing::APP_VERSION_LABEL_MISSING,
    &authz_action_omitted_deny_name::AUTHZ_ACTION_OMITTED_DENY_NAME,
    &authz_allow_all::AUTHZ_ALLOW_ALL,
    &authz_allow_in_root_shadow::AUTHZ_ALLOW_IN_ROOT_SHADOW,
    &authz_allow_negative_match::AUTHZ_ALLOW_NEGATIVE_MATCH,
    &authz_audit_only::AUTHZ_AUDIT_ONLY,
    &authz_claims_without_requestauthn::AUTHZ_CLAIMS_WITHOUT_REQUESTAUTHN,
    &authz_custom_header_bypass::AUTHZ_CUSTOM_HEADER_BYPASS,
    &authz_custom_provider_missing::AUTHZ_CUSTOM_PROVIDER_MISSING,
    &authz_deny_http_only::AUTHZ_DENY_HTTP_ONLY,
    &authz_deny_positive_match::AUTHZ_DENY_POSITIVE_MATCH,
    &authz_dryrun_only::AUTHZ_DRYRUN_ONLY,
    &authz_empty_spec_deny_all::AUTHZ_EMPTY_SPEC_DENY_ALL,
    &authz_experimental_envoy_key::AUTHZ_EXPERIMENTAL_ENVOY_KEY,
    &authz_header_deny::AUTHZ_HEADER_DENY,
    &authz_host_without_port::AUTHZ_HOST_WITHOUT_PORT,
    &authz_hosts_on_sidecar::AUTHZ_HOSTS_ON_SIDECAR,
    &authz_http_fields_on_tcp::AUTHZ_HTTP_FIELDS_ON_TCP,
    &authz_infix_wildcard::AUTHZ_INFIX_WILDCARD,
    &authz_ipblocks_on_gateway_snat::AUTHZ_IPBLOCKS_ON_GATEWAY_SNAT,
    &authz_method_invalid::AUTHZ_METHOD_INVALID,
    &authz_mtls_fields_without_strict::AUTHZ_MTLS_FIELDS_WITHOUT_STRICT,
    &authz_multiple_custom_providers::AUTHZ_MULTIPLE_CUSTOM_PROVIDERS,
    &authz_namespace_not_found::AUTHZ_NAMESPACE_NOT_FOUND,
    &authz_no_default_deny::AUTHZ_NO_DEFAULT_DENY,
    &authz_path_exact_trailing_slash::AUTHZ_PATH_EXACT_TRAILING_SLASH,
    &authz_path_normalization::AUTHZ_PATH_NORMALIZATION,
    &authz_path_not_normalized::AUTHZ_PATH_NOT_NORMALIZED,
    &authz_path_prefix_bleed::AUTHZ_PATH_PREFIX_BLEED,
    &authz_port_is_service_port::AUTHZ_PORT_IS_SERVICE_PORT,
    &authz_principal_malformed::AUTHZ_PRINCIPAL_MALFORMED,
    &authz_principal_sa_not_found::AUTHZ_PRINCIPAL_SA_NOT_FOUND,
    &authz_principal_spiffe_prefix::AUTHZ_PRINCIPAL_SPIFFE_PREFIX,
    &authz_regex_like::AUTHZ_REGEX_LIKE,
    &authz_remote_ip_without_trusted_hops::AUTHZ_REMOTE_IP_WITHOUT_TRUSTED_HOPS,
    &authz_request_principal_format::AUTHZ_REQUEST_PRINCIPAL_FORMAT,
    &authz_rule_split_or::AUTHZ_RULE_SPLIT_OR,
    &authz_rules_shape::AUTHZ_RULES_SHAPE,
    &authz_selector_from_list_or::AUTHZ_SELECTOR_FROM_LIST_OR,
    &authz_serviceaccount_dots::AUTHZ_SERVICEACCOUNT_DOTS,
    &authz_serviceaccounts_mix::AUTHZ_SERVICEACCOUNTS_MIX,
    &authz_source_any::AUTHZ_SOURCE_ANY,
    &authz_waypoint_identity::AUTHZ_WAYPOINT_IDENTITY,
    &authz_workload_uncovered::AUTHZ_WORKLOAD_UNCOVERED,
    &authz_ztunnel_allow_dropped::AUTHZ_ZTUNNEL_ALLOW_DROPPED,
    &authz_ztunnel_deny_noop::AUTHZ_ZTUNNEL_DENY_NOOP,
    &authz_ztunnel_infix_namespace::AUTHZ_ZTUNNEL_INFIX_NAMESPACE,
    &authz_ztunnel_trustdomain_dropped::AUTHZ_ZTUNNEL_TRUSTDOMAIN_DROPPED,
    &authz_ztunnel_unsupported_action::AUTHZ_ZTUNNEL_UNSUPPORTED_ACTION,
    &auto_mtls_disabled::AUTO_MTLS_DISABLED,
    &bypass_inbound_capture::BYPASS_INBOUND_CAPTURE,
    &cni_repair_delete_pods::CNI_REPAIR_DELETE_PODS,
    &connectionpool_tiny::CONNECTIONPOOL_TINY,
    &deployment_conflicting_services::DEPLOYMENT_CONFLICTING_SERVICES,
    &dns_se_polling::DNS_SE_POLLING,
    &dr_credentialname_sidecar_plaintext::DR_CREDENTIALNAME_SIDECAR_PLAINTEXT,
    &dr_cross_namespace_host::DR_CROSS_NAMESPACE_HOST,
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
    &egress_allow_any::EGRESS_ALLOW_ANY,
    &egress_gateway_bypass::EGRESS_GATEWAY_BYPASS,
    &envoyfilter_admin_or_listener::ENVOYFILTER_ADMIN_OR_LISTENER,
    &envoyfilter_ineffective_class::ENVOYFILTER_INEFFECTIVE_CLASS,
    &envoyfilter_lua::ENVOYFILTER_LUA,
    &envoyfilter_mesh_wide::ENVOYFILTER_MESH_WIDE,
    &envoyfilter_namespace_wide::ENVOYFILTER_NAMESPACE_WIDE,
    &envoyfilter_operation_invalid::ENVOYFILTER_OPERATION_INVALID,
    &envoyfilter_present::ENVOYFILTER_PRESENT,
    &envoyfilter_priority_missing::ENVOYFILTER_PRIORITY_MISSING,
    &envoyfilter_proxyversion_long::ENVOYFILTER_PROXYVERSION_LONG,
    &envoyfilter_relative_without_priority::ENVOYFILTER_RELATIVE_WITHOUT_PRIORITY,
    &envoyfilter_security_filter_tamper::ENVOYFILTER_SECURITY_FILTER_TAMPER,
    &envoyfilter_vulnerable_filter::ENVOYFILTER_VULNERABLE_FILTER,
    &exclude_inbound_ports::EXCLUDE_INBOUND_PORTS,
    &exclude_interfaces::EXCLUDE_INTERFACES,
    &exclude_outbound_ip_ranges::EXCLUDE_OUTBOUND_IP_RANGES,
    &exportto_default_all::EXPORTTO_DEFAULT_ALL,
    &exportto_namespace_not_found::EXPORTTO_NAMESPACE_NOT_FOUND,
    &extauthz_fail_open::EXTAUTHZ_FAIL_OPEN,
    &extauthz_path_prefix_or_plaintext::EXTAUTHZ_PATH_PREFIX_OR_PLAINTEXT,
    &externalname_port_name::EXTERNALNAME_PORT_NAME,
    &externalname_service::EXTERNALNAME_SERVICE,
    &gateway_admin_interface_exposed::GATEWAY_ADMIN_INTERFACE_EXPOSED,
    &gateway_auto_passthrough::GATEWAY_AUTO_PASSTHROUGH,
    &gateway_conflict::GATEWAY_CONFLICT,
    &gateway_credential_broad_rbac::GATEWAY_CREDENTIAL_BROAD_RBAC,
    &gateway_credential_invalid::GATEWAY_CREDENTIAL_INVALID,
    &gateway_credential_not_found::GATEWAY_CREDENTIAL_NOT_FOUND,
    &gateway_cross_namespace_selector::GATEWAY_CROSS_NAMESPACE_SELECTOR,
    &gateway_duplicate_cert::GATEWAY_DUPLICATE_CERT,
    &gateway_exposes_istiod::GATEWAY_EXPOSES_ISTIOD,
    &gateway_external_traffic_policy::GATEWAY_EXTERNAL_TRAFFIC_POLICY,
    &gateway_file_mounted_cert::GATEWAY_FILE_MOUNTED_CERT,
    &gateway_mutual_no_san::GATEWAY_MUTUAL_NO_SAN,
    &gateway_no_virtualservice::GATEWAY_NO_VIRTUALSERVICE,
    &gateway_optional_mutual::GATEWAY_OPTIONAL_MUTUAL,
    &gateway_plain_http::GATEWAY_PLAIN_HTTP,
    &gateway_port_name_protocol::GATEWAY_PORT_NAME_PROTOCOL,
    &gateway_port_not_on_service::GATEWAY_PORT_NOT_ON_SERVICE,
    &gateway_port_protocol_conflict::GATEWAY_PORT_PROTOCOL_CONFLICT,
    &gateway_selector_broad::GATEWAY_SELECTOR_BROAD,
    &gateway_selector_no_workload::GATEWAY_SELECTOR_NO_WORKLOAD,
    &gateway_single_replica::GATEWAY_SINGLE_REPLICA,
    &gateway_sni_host_mtls_bypass::GATEWAY_SNI_HOST_MTLS_BYPASS,
    &gateway_tls_mode_omitted::GATEWAY_TLS_MODE_OMITTED,
    &gateway_weak_ciphers::GATEWAY_WEAK_CIPHERS,
    &gateway_weak_tls_version::GATEWAY_WEAK_TLS_VERSION,
    &gateway_wildcard_host::GATEWAY_WILDCARD_HOST,
    &grafana_anonymous_admin::GRAFANA_ANONYMOUS_ADMIN,
    &gwapi_allowed_routes_all::GWAPI_ALLOWED_ROUTES_ALL,
    &gwapi_backend_not_found::GWAPI_BACKEND_NOT_FOUND,
    &gwapi_crd_version::GWAPI_CRD_VERSION,
    &gwapi_gateway_sa_injection::GWAPI_GATEWAY_SA_INJECTION,
    &gwapi_http_listener_no_redirect::GWAPI_HTTP_LISTENER_NO_REDIRECT,
    &gwapi_listener_conflict::GWAPI_LISTENER_CONFLICT,
    &gwapi_referencegrant_broad::GWAPI_REFERENCEGRANT_BROAD,
    &gwapi_refgrant_missing::GWAPI_REFGRANT_MISSING,
    &gwapi_route_parent_not_found::GWAPI_ROUTE_PARENT_NOT_FOUND,
    &gwapi_schema_invalid::GWAPI_SCHEMA_INVALID,
    &headless_service_port_conflict::HEADLESS_SERVICE_PORT_CONFLICT,
    &hold_application::HOLD_APPLICATION,
    &host_partially_qualified::HOST_PARTIALLY_QUALIFIED,
    &host_trailing_dot_or_upper::HOST_TRAILING_DOT_OR_UPPER,
    &host_wrong_cluster_domain::HOST_WRONG_CLUSTER_DOMAIN,
    &hostnetwork_not_meshed::HOSTNETWORK_NOT_MESHED,
    &image_auto_not_injected::IMAGE_AUTO_NOT_INJECTED,
    &image_pull_wasm::IMAGE_PULL_WASM,
    &ingress_bypasses_waypoint::INGRESS_BYPASSES_WAYPOINT,
    &ingressgateway_label_on_app::INGRESSGATEWAY_LABEL_ON_APP,
    &injection_annotation_noop::INJECTION_ANNOTATION_NOOP,
    &injection_multiple_labels::INJECTION_MULTIPLE_LABELS,
    &install_profile_demo::INSTALL_PROFILE_DEMO,
    &install_profile_removed::INSTALL_PROFILE_REMOVED,
    &interception_mode_none::INTERCEPTION_MODE_NONE,
    &istio_deprecated_field::ISTIO_DEPRECATED_FIELD,
    &istio_image_mutable_tag::ISTIO_IMAGE_MUTABLE_TAG,
    &istio_init_net_admin::ISTIO_INIT_NET_ADMIN,
    &istio_multicluster_secret_in_git::ISTIO_MULTICLUSTER_SECRET_IN_GIT,
    &istio_removed_api::ISTIO_REMOVED_API,
    &istio_schema_invalid::ISTIO_SCHEMA_INVALID,
    &istio_schema_warning::ISTIO_SCHEMA_WARNING,
    &istio_unknown_field::ISTIO_UNKNOWN_FIELD,
    &istio_v1_available::ISTIO_V1_AVAILABLE,
    &istio_version_vulnerable::ISTIO_VERSION_VULNERABLE,
    &istiod_injector_failopen::ISTIOD_INJECTOR_FAILOPEN,
    &istiod_insecure_env::ISTIOD_INSECURE_ENV,
    &istiod_log_debug::ISTIOD_LOG_DEBUG,
    &istiod_plaintext_ports_exposed::ISTIOD_PLAINTEXT_PORTS_EXPOSED,
    &job_without_quit::JOB_WITHOUT_QUIT,
    &jwks_cidr_unrestricted::JWKS_CIDR_UNRESTRICTED,
    &jwks_inline_weak_key::JWKS_INLINE_WEAK_KEY,
    &jwks_internal_address::JWKS_INTERNAL_ADDRESS,
    &jwks_private_key::JWKS_PRIVATE_KEY,
    &jwks_uri_issuer_mismatch::JWKS_URI_ISSUER_MISMATCH,
    &jwt_default_key_fallback::JWT_DEFAULT_KEY_FALLBACK,
    &jwt_forward_original_token::JWT_FORWARD_ORIGINAL_TOKEN,
    &jwt_insecure_jwks_uri::JWT_INSECURE_JWKS_URI,
    &jwt_missing_audience::JWT_MISSING_AUDIENCE,
    &jwt_missing_issuer::JWT_MISSING_ISSUER,
    &jwt_not_required::JWT_NOT_REQUIRED,
    &jwt_output_wellknown_header::JWT_OUTPUT_WELLKNOWN_HEADER,
    &jwt_sample_issuer::JWT_SAMPLE_ISSUER,
    &jwt_token_in_query::JWT_TOKEN_IN_QUERY,
    &kiali_anonymous::KIALI_ANONYMOUS,
    &label_as_annotation::LABEL_AS_ANNOTATION,
    &label_value_invalid::LABEL_VALUE_INVALID,
    &locality_invalid::LOCALITY_INVALID,
    &mesh_strict_mtls_missing::MESH_STRICT_MTLS_MISSING,
    &meshconfig_access_log_off::MESHCONFIG_ACCESS_LOG_OFF,
    &meshconfig_configsource_remote::MESHCONFIG_CONFIGSOURCE_REMOTE,
    &meshconfig_forward_client_cert::MESHCONFIG_FORWARD_CLIENT_CERT,
    &meshconfig_path_normalization_none::MESHCONFIG_PATH_NORMALIZATION_NONE,
    &meshconfig_plaintext_provider::MESHCONFIG_PLAINTEXT_PROVIDER,
    &meshconfig_tls_min_version::MESHCONFIG_TLS_MIN_VERSION,
    &meshconfig_trust_domain_default::MESHCONFIG_TRUST_DOMAIN_DEFAULT,
    &meshnetworks_invalid::MESHNETWORKS_INVALID,
    &multicluster_inconsistent_service::MULTICLUSTER_INCONSISTENT_SERVICE,
    &namespace_injection_missing::NAMESPACE_INJECTION_MISSING,
    &namespace_not_injected::NAMESPACE_NOT_INJECTED,
    &outlier_eject_all::OUTLIER_EJECT_ALL,
    &outlier_without_locality::OUTLIER_WITHOUT_LOCALITY,
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
    &policy_selector_on_k8s_gateway::POLICY_SELECTOR_ON_K8S_GATEWAY,
    &policy_targetref_cross_namespace::POLICY_TARGETREF_CROSS_NAMESPACE,
    &policy_targetref_not_found::POLICY_TARGETREF_NOT_FOUND,
    &port_protocol_conflict_cluster_wide::PORT_PROTOCOL_CONFLICT_CLUSTER_WIDE,
    &prefix_rewrite_slash::PREFIX_REWRITE_SLASH,
    &probes_not_rewritten::PROBES_NOT_REWRITTEN,
    &prometheus_merge_plaintext::PROMETHEUS_MERGE_PLAINTEXT,
    &protocol_detection_timeout::PROTOCOL_DETECTION_TIMEOUT,
    &proxy_bootstrap_override::PROXY_BOOTSTRAP_OVERRIDE,
    &proxy_config_weaken::PROXY_CONFIG_WEAKEN,
    &proxy_image_override::PROXY_IMAGE_OVERRIDE,
    &proxy_image_version_mismatch::PROXY_IMAGE_VERSION_MISMATCH,
    &proxy_privileged::PROXY_PRIVILEGED,
    &proxy_resources_missing::PROXY_RESOURCES_MISSING,
    &proxy_user_volume::PROXY_USER_VOLUME,
    &registry_only_not_boundary::REGISTRY_ONLY_NOT_BOUNDARY,
    &requestauthn_conflict::REQUESTAUTHN_CONFLICT,
    &retries_implicit::RETRIES_IMPLICIT,
    &retry_nonidempotent::RETRY_NONIDEMPOTENT,
    &revision_tag::REVISION_TAG,
    &sample_addons_in_prod::SAMPLE_ADDONS_IN_PROD,
    &se_addresses_required::SE_ADDRESSES_REQUIRED,
    &se_conflicting_protocol::SE_CONFLICTING_PROTOCOL,
    &se_dns_wildcard::SE_DNS_WILDCARD,
    &se_duplicate_host::SE_DUPLICATE_HOST,
    &se_https_as_http::SE_HTTPS_AS_HTTP,
    &se_mesh_internal_external_host::SE_MESH_INTERNAL_EXTERNAL_HOST,
    &se_resolution_none::SE_RESOLUTION_NONE,
    &se_selector_and_endpoints::SE_SELECTOR_AND_ENDPOINTS,
    &se_shadows_cluster_host::SE_SHADOWS_CLUSTER_HOST,
    &se_wildcard_host::SE_WILDCARD_HOST,
    &se_workloadselector_no_workload::SE_WORKLOADSELECTOR_NO_WORKLOAD,
    &self_signed_ca::SELF_SIGNED_CA,
    &server_first_protocol_port::SERVER_FIRST_PROTOCOL_PORT,
    &service_port_naming::SERVICE_PORT_NAMING,
    &service_targetport_missing::SERVICE_TARGETPORT_MISSING,
    &session_affinity_subset::SESSION_AFFINITY_SUBSET,
    &sidecar_and_ambient::SIDECAR_AND_AMBIENT,
    &sidecar_egress_host_not_found::SIDECAR_EGRESS_HOST_NOT_FOUND,
    &sidecar_egress_missing_istio_system::SIDECAR_EGRESS_MISSING_ISTIO_SYSTEM,
    &sidecar_injection_disabled::SIDECAR_INJECTION_DISABLED,
    &sidecar_localhost_listener::SIDECAR_LOCALHOST_LISTENER,
    &sidecar_multiple_default::SIDECAR_MULTIPLE_DEFAULT,
    &sidecar_outbound_allow_any::SIDECAR_OUTBOUND_ALLOW_ANY,
    &sidecar_outbound_mode_omitted::SIDECAR_OUTBOUND_MODE_OMITTED,
    &sidecar_root_selector::SIDECAR_ROOT_SELECTOR,
    &sidecar_scope_missing::SIDECAR_SCOPE_MISSING,
    &sidecar_selector_conflict::SIDECAR_SELECTOR_CONFLICT,
    &sidecar_selector_no_workload::SIDECAR_SELECTOR_NO_WORKLOAD,
    &telemetry_addon_exposed::TELEMETRY_ADDON_EXPOSED,
    &telemetry_conflict::TELEMETRY_CONFLICT,
    &telemetry_high_cardinality::TELEMETRY_HIGH_CARDINALITY,
    &telemetry_provider_not_found::TELEMETRY_PROVIDER_NOT_FOUND,
    &tenant_status_negative::TENANT_STATUS_NEGATIVE,
    &timeout_missing::TIMEOUT_MISSING,
    &tracing_sampling_100::TRACING_SAMPLING_100,
    &trafficextension_lua::TRAFFICEXTENSION_LUA,
    &uid_1337::UID_1337,
    &use_waypoint_without_ambient::USE_WAYPOINT_WITHOUT_AMBIENT,
    &values_config_validation_off::VALUES_CONFIG_VALIDATION_OFF,
    &values_jwt_first_party::VALUES_JWT_FIRST_PARTY,
    &values_network_policy_off::VALUES_NETWORK_POLICY_OFF,
    &vs_cors_wildcard::VS_CORS_WILDCARD,
    &vs_cross_namespace_host_capture::VS_CROSS_NAMESPACE_HOST_CAPTURE,
    &vs_delegate_invalid::VS_DELEGATE_INVALID,
    &vs_destination_host_not_found::VS_DESTINATION_HOST_NOT_FOUND,
    &vs_destination_port_not_found::VS_DESTINATION_PORT_NOT_FOUND,
    &vs_destination_port_required::VS_DESTINATION_PORT_REQUIRED,
    &vs_fault_injection::VS_FAULT_INJECTION,
    &vs_gateway_host_conflict::VS_GATEWAY_HOST_CONFLICT,
    &vs_gateway_host_mismatch::VS_GATEWAY_HOST_MISMATCH,
    &vs_gateway_not_found::VS_GATEWAY_NOT_FOUND,
    &vs_header_case::VS_HEADER_CASE,
    &vs_header_host_override::VS_HEADER_HOST_OVERRIDE,
    &vs_ineffective_match::VS_INEFFECTIVE_MATCH,
    &vs_internal_gateway_ref::VS_INTERNAL_GATEWAY_REF,
    &vs_internal_path_exposed::VS_INTERNAL_PATH_EXPOSED,
    &vs_jwt_claim_route_without_authn::VS_JWT_CLAIM_ROUTE_WITHOUT_AUTHN,
    &vs_large_direct_response::VS_LARGE_DIRECT_RESPONSE,
    &vs_legacy_gateway_name::VS_LEGACY_GATEWAY_NAME,
    &vs_match_gateway_not_listed::VS_MATCH_GATEWAY_NOT_LISTED,
    &vs_mesh_host_conflict::VS_MESH_HOST_CONFLICT,
    &vs_mirror_host_not_found::VS_MIRROR_HOST_NOT_FOUND,
    &vs_missing_default_route::VS_MISSING_DEFAULT_ROUTE,
    &vs_redirect_to_http::VS_REDIRECT_TO_HTTP,
    &vs_regex_cost::VS_REGEX_COST,
    &vs_repeated_destination::VS_REPEATED_DESTINATION,
    &vs_rewrite_authority_shortname::VS_REWRITE_AUTHORITY_SHORTNAME,
    &vs_route_count::VS_ROUTE_COUNT,
    &vs_route_no_effect_on_ingress::VS_ROUTE_NO_EFFECT_ON_INGRESS,
    &vs_subset_not_found::VS_SUBSET_NOT_FOUND,
    &vs_tls_sni_not_in_hosts::VS_TLS_SNI_NOT_IN_HOSTS,
    &vs_unreachable_rule::VS_UNREACHABLE_RULE,
    &vs_weights_not_100::VS_WEIGHTS_NOT_100,
    &wasm_fail_open::WASM_FAIL_OPEN,
    &wasm_insecure_url::WASM_INSECURE_URL,
    &wasm_mesh_wide::WASM_MESH_WIDE,
    &wasm_mutable_tag::WASM_MUTABLE_TAG,
    &wasm_no_sha256::WASM_NO_SHA256,
    &wasm_vmconfig_env_host::WASM_VMCONFIG_ENV_HOST,
    &waypoint_bypass::WAYPOINT_BYPASS,
    &waypoint_for_mismatch::WAYPOINT_FOR_MISMATCH,
    &waypoint_not_found::WAYPOINT_NOT_FOUND,
    &webhook_invalid::WEBHOOK_INVALID,
    &workload_tlsmode_disabled_label::WORKLOAD_TLSMODE_DISABLED_LABEL,
    &workload_without_service::WORKLOAD_WITHOUT_SERVICE,
    &workloadgroup_invalid::WORKLOADGROUP_INVALID,
];
