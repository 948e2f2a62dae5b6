//! Ingress and its controllers' annotations.

use crate::rule::Rule;

mod auth;
pub mod ingress_auth_bypass_by_sibling;
pub mod ingress_backend_missing;
pub mod ingress_class_default_duplicate;
pub mod ingress_class_deprecated_annotation;
pub mod ingress_class_missing;
pub mod ingress_default_backend;
pub mod ingress_empty_host;
pub mod ingress_exposes_sensitive_backend;
pub mod ingress_host_conflict;
pub mod ingress_nginx_annotation_injection;
pub mod ingress_nginx_auth_http;
pub mod ingress_nginx_config_snippets_enabled;
pub mod ingress_nginx_cors_wildcard;
pub mod ingress_nginx_critical_annotation;
pub mod ingress_no_tls;
pub mod ingress_sensitive_path;
pub mod ingress_ssl_redirect_off;
pub mod ingress_tls_host_mismatch;
pub mod ingress_tls_secret_missing;
pub mod ingress_wildcard_host;

/// The rules of this category, one line each.
pub(super) static RULES: &[&Rule] = &[
    &ingress_auth_bypass_by_sibling::INGRESS_AUTH_BYPASS_BY_SIBLING,
    &ingress_backend_missing::INGRESS_BACKEND_MISSING,
    &ingress_class_default_duplicate::INGRESS_CLASS_DEFAULT_DUPLICATE,
    &ingress_class_deprecated_annotation::INGRESS_CLASS_DEPRECATED_ANNOTATION,
    &ingress_class_missing::INGRESS_CLASS_MISSING,
    &ingress_default_backend::INGRESS_DEFAULT_BACKEND,
    &ingress_empty_host::INGRESS_EMPTY_HOST,
    &ingress_exposes_sensitive_backend::INGRESS_EXPOSES_SENSITIVE_BACKEND,
    &ingress_host_conflict::INGRESS_HOST_CONFLICT,
    &ingress_nginx_annotation_injection::INGRESS_NGINX_ANNOTATION_INJECTION,
    &ingress_nginx_auth_http::INGRESS_NGINX_AUTH_HTTP,
    &ingress_nginx_config_snippets_enabled::INGRESS_NGINX_CONFIG_SNIPPETS_ENABLED,
    &ingress_nginx_cors_wildcard::INGRESS_NGINX_CORS_WILDCARD,
    &ingress_nginx_critical_annotation::INGRESS_NGINX_CRITICAL_ANNOTATION,
    &ingress_no_tls::INGRESS_NO_TLS,
    &ingress_sensitive_path::INGRESS_SENSITIVE_PATH,
    &ingress_ssl_redirect_off::INGRESS_SSL_REDIRECT_OFF,
    &ingress_tls_host_mismatch::INGRESS_TLS_HOST_MISMATCH,
    &ingress_tls_secret_missing::INGRESS_TLS_SECRET_MISSING,
    &ingress_wildcard_host::INGRESS_WILDCARD_HOST,
];
