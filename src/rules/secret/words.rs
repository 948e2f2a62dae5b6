//! Words that names are made of.

/// Last words that make a name a reference or a setting.
#[rustfmt::skip]
pub(super) const SETTINGS: &[&str] = &[
    "name", "names", "ref", "refs", "reference", "file", "files", "filename", "path", "paths", "dir", "directory", "folder", "url",
    "uri", "endpoint", "endpoints", "host", "hostname", "port", "id", "ids", "uid", "type", "types", "kind", "ttl", "expiry", "expiration", "expires",
    "seconds", "minutes", "hours", "days", "duration", "timeout", "interval", "age", "length", "len", "size", "min", "max", "policy",
    "enabled", "enable", "disabled", "required", "class", "provider", "store", "header", "headers", "prefix", "suffix", "username",
    "user", "email", "template", "format", "pattern", "regex", "algorithm", "alg", "version", "mode", "method", "methods", "issuer", "audience",
    "scope", "scopes", "realm", "namespace", "label", "labels", "hint", "field", "fields", "cookie", "env", "mount", "volume", "count", "limit", "rotation",
    "auth", "bits", "key_id", "cert", "crt", "certificate", "pub", "public", "address", "accountname", "db", "database", "region",
    "description", "title", "placeholder", "property", "webhook", "server", "service", "account", "usage", "strategy", "action",
    "source", "location", "manager", "sha", "sha1", "revision", "commit", "encoder", "encoding",
    "hasher", "hashing", "validator", "validators", "generator", "protocol", "plugin", "level", "reset", "key_ref", "index", "column", "table", "attribute",
    "claim", "claims", "param", "params", "selector", "annotation", "annotations", "date", "time", "timestamp", "created", "updated", "strength", "complexity",
    "history", "attempts", "retries", "lifetime", "lifespan", "validity", "backend", "handler", "encryption", "iterations", "rounds", "cost", "group", "groups",
    "role", "roles", "rule", "rules", "message", "error", "text", "button", "link", "form", "input", "view", "page", "flow", "grant", "request", "response",
    "parser", "resolver", "authenticator", "factory", "filter", "status", "state", "condition", "expired", "optional", "exists", "valid", "change",
    "changed", "update", "rotate", "cache", "pool", "queue", "topic", "log", "logs", "parameter", "parameters", "option", "options", "config",
    "configuration", "settings", "schema", "spec", "example", "sample", "mask", "only", "supported", "allowed", "sanitize", "model", "models", "budget", "window",
    "mapper", "mappers", "converter", "extractor", "alias", "aliases", "zone", "domain", "origin", "origins", "login", "owner", "issue", "bytes", "limits",
    "verification", "validation", "replacement", "separator", "delimiter", "position", "order", "warning", "review", "reviewer",
];

/// Words that make a name that of a sum over something, wherever they stand.
pub(super) const SUMS: &[&str] =
    &["checksum", "md5sum", "sha256", "sha512", "digest", "fingerprint", "thumbprint", "mtime"];

/// What stands before `key` where a key identifies, orders or may be seen by all.
#[rustfmt::skip]
pub(super) const NO_SECRET_KEYS: &[&str] = &[
    "public", "primary", "sort", "partition", "foreign", "cache", "object", "site", "map", "group", "label", "index", "row", "range", "dedup",
    "lookup", "translation", "message", "config", "sharding", "shard", "hash", "idempotency", "unique", "search", "node", "tag", "sorting",
    "publishable", "natural", "composite", "cluster", "file", "tls", "topology", "annotation", "host", "entry", "recipient", "trusted", "known", "issuer",
];

/// Words for passwords.
pub(super) const PASSWORDS: &[&str] = &[
    "password",
    "passwords",
    "passwd",
    "passphrase",
    "pwd",
    "pw",
    "requirepass",
    "masterauth",
    "pass",
    "passcode",
    "bindpw",
];

/// Last words for other secrets.
pub(super) const SECRETS: &[&str] = &[
    "secret",
    "secrets",
    "token",
    "tokens",
    "credential",
    "credentials",
    "creds",
    "apikey",
    "apitoken",
    "authtoken",
    "accesstoken",
    "refreshtoken",
    "bearertoken",
    "secretkey",
    "privatekey",
    "accesskey",
    "clientsecret",
    "authkey",
    "signingkey",
    "encryptionkey",
    "masterkey",
    "secretaccesskey",
    "authorization",
];

/// Words before `key` that make it secret.
pub(super) const QUALIFIERS: &[&str] = &[
    "api",
    "secret",
    "private",
    "signing",
    "encryption",
    "access",
    "account",
    "hmac",
    "session",
    "auth",
    "master",
    "jwt",
    "app",
    "application",
    "server",
    "license",
    "webhook",
    "shared",
    "stripe",
    "sendgrid",
    "mailgun",
    "datadog",
    "openai",
    "anthropic",
    "integration",
    "routing",
    "service",
    "admin",
    "cipher",
    "aes",
    "root",
    "preshared",
    "psk",
    "fernet",
    "storage",
    "deploy",
];
