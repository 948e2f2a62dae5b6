//! Misplaced secrets anywhere in the input. The modules that are not public are the engine that the rules share: what a name
//! says (`key`), what a value looks like (`value`), both together (`score`), and forms that need no name.

use crate::rule::Rule;

mod args;
mod base64;
mod connection;
mod content;
mod context;
mod der;
mod embedded;
pub mod encryption_config_key;
mod env;
mod evidence;
#[cfg(test)]
mod format_tests;
mod formats;
mod header;
pub mod helm_values_weak_default;
mod inline;
pub mod istio_inline_secret;
pub mod istio_jwks_private_material;
mod jwt;
mod key;
pub mod mesh_ca_private_key;
pub mod monitoring_inline_secret;
mod moved;
pub(crate) mod own;
mod place;
mod private_key;
mod proof;
mod score;
pub mod sealedsecret_plaintext_template;
pub mod secret_argocd_repo_credential;
pub mod secret_bootstrap_token;
pub mod secret_cleartext_manifest;
pub mod secret_connection_string;
pub mod secret_dockerconfig_cleartext;
pub mod secret_env_literal;
pub mod secret_env_weak_default;
pub mod secret_gitops_inline_values;
pub mod secret_helm_release_committed;
pub mod secret_http_auth_header;
pub mod secret_immutable_missing;
pub mod secret_in_annotation;
pub mod secret_in_args;
pub mod secret_in_comment;
pub mod secret_in_configmap;
pub mod secret_in_file;
pub mod secret_in_helm_values;
pub mod secret_keystore_binary;
pub mod secret_known_token;
pub mod secret_kubeconfig_embedded;
pub mod secret_kustomize_literal;
pub mod secret_last_applied_annotation;
pub mod secret_placeholder_committed;
pub mod secret_private_key;
pub mod secret_reused_value;
pub mod secret_service_account_token;
pub mod secret_store_inline_credential;
mod shape;
pub mod sops_metadata_missing;
pub mod sops_partially_encrypted;
mod split;
pub(crate) mod text;
mod token;
mod unpack;
mod value;
pub mod vault_agent_inline_secret;
mod weak;
mod words;

/// Whether a value is long and varied enough that meeting it twice is no chance.
pub(crate) fn is_telling(value: &str) -> bool {
    use value::ValueClass::{Mixed, Random, Uuid};
    value.len() >= 8 && matches!(value::classify(value), Mixed | Random | Uuid)
}

/// The rules of this category, one line each.
pub(super) static RULES: &[&Rule] = &[
    &encryption_config_key::ENCRYPTION_CONFIG_KEY,
    &helm_values_weak_default::HELM_VALUES_WEAK_DEFAULT,
    &istio_inline_secret::ISTIO_INLINE_SECRET,
    &istio_jwks_private_material::ISTIO_JWKS_PRIVATE_MATERIAL,
    &mesh_ca_private_key::MESH_CA_PRIVATE_KEY,
    &monitoring_inline_secret::MONITORING_INLINE_SECRET,
    &sealedsecret_plaintext_template::SEALEDSECRET_PLAINTEXT_TEMPLATE,
    &secret_argocd_repo_credential::SECRET_ARGOCD_REPO_CREDENTIAL,
    &secret_bootstrap_token::SECRET_BOOTSTRAP_TOKEN,
    &secret_cleartext_manifest::SECRET_CLEARTEXT_MANIFEST,
    &secret_connection_string::SECRET_CONNECTION_STRING,
    &secret_dockerconfig_cleartext::SECRET_DOCKERCONFIG_CLEARTEXT,
    &secret_env_literal::SECRET_ENV_LITERAL,
    &secret_env_weak_default::SECRET_ENV_WEAK_DEFAULT,
    &secret_gitops_inline_values::SECRET_GITOPS_INLINE_VALUES,
    &secret_helm_release_committed::SECRET_HELM_RELEASE_COMMITTED,
    &secret_http_auth_header::SECRET_HTTP_AUTH_HEADER,
    &secret_immutable_missing::SECRET_IMMUTABLE_MISSING,
    &secret_in_annotation::SECRET_IN_ANNOTATION,
    &secret_in_args::SECRET_IN_ARGS,
    &secret_in_comment::SECRET_IN_COMMENT,
    &secret_in_configmap::SECRET_IN_CONFIGMAP,
    &secret_in_file::SECRET_IN_FILE,
    &secret_in_helm_values::SECRET_IN_HELM_VALUES,
    &secret_keystore_binary::SECRET_KEYSTORE_BINARY,
    &secret_known_token::SECRET_KNOWN_TOKEN,
    &secret_kubeconfig_embedded::SECRET_KUBECONFIG_EMBEDDED,
    &secret_kustomize_literal::SECRET_KUSTOMIZE_LITERAL,
    &secret_last_applied_annotation::SECRET_LAST_APPLIED_ANNOTATION,
    &secret_placeholder_committed::SECRET_PLACEHOLDER_COMMITTED,
    &secret_private_key::SECRET_PRIVATE_KEY,
    &secret_reused_value::SECRET_REUSED_VALUE,
    &secret_service_account_token::SECRET_SERVICE_ACCOUNT_TOKEN,
    &secret_store_inline_credential::SECRET_STORE_INLINE_CREDENTIAL,
    &sops_metadata_missing::SOPS_METADATA_MISSING,
    &sops_partially_encrypted::SOPS_PARTIALLY_ENCRYPTED,
    &vault_agent_inline_secret::VAULT_AGENT_INLINE_SECRET,
];
