//! Misplaced secrets anywhere in the input. The modules that are not public are the engine that the rules share: what a name
//! says (`key`), what a value looks like (`value`), both together (`score`), and forms that need no name.

use crate::rule::Rule;

mod args;
mod base64;
mod connection;
mod content;
mod embedded;
pub mod encryption_config_key;
mod env;
mod evidence;
mod formats;
mod key;
mod place;
mod private_key;
mod score;
pub mod secret_cleartext_manifest;
pub mod secret_connection_string;
pub mod secret_dockerconfig_cleartext;
pub mod secret_env_literal;
pub mod secret_env_weak_default;
pub mod secret_in_args;
pub mod secret_in_configmap;
pub mod secret_known_token;
pub mod secret_last_applied_annotation;
pub mod secret_private_key;
mod token;
mod value;

/// The rules of this category, one line each.
pub(super) static RULES: &[&Rule] = &[
    &encryption_config_key::ENCRYPTION_CONFIG_KEY,
    &secret_cleartext_manifest::SECRET_CLEARTEXT_MANIFEST,
    &secret_connection_string::SECRET_CONNECTION_STRING,
    &secret_dockerconfig_cleartext::SECRET_DOCKERCONFIG_CLEARTEXT,
    &secret_env_literal::SECRET_ENV_LITERAL,
    &secret_env_weak_default::SECRET_ENV_WEAK_DEFAULT,
    &secret_in_args::SECRET_IN_ARGS,
    &secret_in_configmap::SECRET_IN_CONFIGMAP,
    &secret_known_token::SECRET_KNOWN_TOKEN,
    &secret_last_applied_annotation::SECRET_LAST_APPLIED_ANNOTATION,
    &secret_private_key::SECRET_PRIVATE_KEY,
];
