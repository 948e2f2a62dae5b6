//! A rule of a policy in words.

use super::{Attribute, AuthorizationPolicy, Clause};
use crate::yaml::Value;

/// Who, and what: "namespace shop, to methods GET and paths /api/*".
pub(super) fn of_rule(rule: Value<'_>) -> String {
    let sources: Vec<String> = AuthorizationPolicy::sources(rule).map(|it| all_of(&Clause::of_source(it))).collect();
    let operations: Vec<String> =
        AuthorizationPolicy::operations(rule).map(|it| all_of(&Clause::of_operation(it))).collect();
    let who = if sources.is_empty() { "anyone".to_owned() } else { sources.join(", or ") };
    let what = if operations.is_empty() { "everything".to_owned() } else { operations.join(", or ") };
    let when: Vec<String> = rule.list("when").map(|it| all_of(&Clause::of_condition(it))).collect();
    let when = if when.is_empty() { String::new() } else { format!(", when {}", when.join(" and ")) };
    format!("{who}, to {what}{when}")
}

fn all_of(clauses: &[Clause<'_>]) -> String {
    if clauses.is_empty() {
        return "nothing that is said".to_owned();
    }
    clauses.iter().map(of_clause).collect::<Vec<_>>().join(" and ")
}

/// Lists are cut: the file has all of it.
const MOST: usize = 6;

fn of_clause(clause: &Clause<'_>) -> String {
    let mut values: Vec<&str> = clause.list.items().filter_map(Value::text).take(MOST).collect();
    if clause.list.len() > MOST {
        values.push("…");
    }
    let what = match clause.attribute {
        Attribute::Principals => "principal",
        Attribute::RequestPrincipals => "token of",
        Attribute::Namespaces => "namespace",
        Attribute::ServiceAccounts => "service account",
        Attribute::TrustDomains => "trust domain",
        Attribute::IpBlocks => "address",
        Attribute::RemoteIpBlocks => "forwarded address",
        Attribute::Hosts => "host",
        Attribute::Ports => "port",
        Attribute::Methods => "method",
        Attribute::Paths => "path",
        Attribute::DestinationIp => "destination address",
        Attribute::Sni => "server name",
        Attribute::Header(name) | Attribute::Token(name) | Attribute::Metadata(name) | Attribute::Unknown(name) => name,
    };
    format!("{}{what} {}", if clause.negated { "not " } else { "" }, values.join(" | "))
}
