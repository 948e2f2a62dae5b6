//! [`Clause`]: one list of a rule, with what it is held against. `from`, `to` and `when` are three spellings of one thing.

use crate::yaml::Value;

/// What of a request a clause looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attribute<'a> {
    /// The identity in the client's certificate.
    Principals,
    /// Issuer and subject of the token.
    RequestPrincipals,
    /// The namespace in the client's certificate.
    Namespaces,
    /// The service account in the client's certificate.
    ServiceAccounts,
    /// The trust domain in the client's certificate.
    TrustDomains,
    /// The address the connection comes from.
    IpBlocks,
    /// The address the request says it comes from.
    RemoteIpBlocks,
    /// The Host header.
    Hosts,
    /// The port of the workload.
    Ports,
    /// The HTTP method.
    Methods,
    /// The path.
    Paths,
    /// A header.
    Header(&'a str),
    /// Something of the token: `request.auth.audiences`, a claim.
    Token(&'a str),
    /// The address the connection goes to.
    DestinationIp,
    /// The server name of TLS.
    Sni,
    /// What a filter of Envoy left.
    Metadata(&'a str),
    /// Not a key that Istio knows.
    Unknown(&'a str),
}

/// Where a clause stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClausePart {
    /// `from`.
    Source,
    /// `to`.
    Operation,
    /// `when`.
    Condition,
}

/// One list of a rule.
#[derive(Clone, Copy, Debug)]
pub struct Clause<'a> {
    /// What it looks at.
    pub attribute: Attribute<'a>,
    /// Where it stands.
    pub part: ClausePart,
    /// The `source`, the `operation`, or the entry of `when`.
    pub holder: Value<'a>,
    /// Whether it holds for what is not listed.
    pub negated: bool,
    /// The list.
    pub list: Value<'a>,
}

const SOURCE: [(&str, &str, Attribute<'static>); 7] = [
    ("principals", "notPrincipals", Attribute::Principals),
    ("requestPrincipals", "notRequestPrincipals", Attribute::RequestPrincipals),
    ("namespaces", "notNamespaces", Attribute::Namespaces),
    ("serviceAccounts", "notServiceAccounts", Attribute::ServiceAccounts),
    ("trustDomains", "notTrustDomains", Attribute::TrustDomains),
    ("ipBlocks", "notIpBlocks", Attribute::IpBlocks),
    ("remoteIpBlocks", "notRemoteIpBlocks", Attribute::RemoteIpBlocks),
];

const OPERATION: [(&str, &str, Attribute<'static>); 4] = [
    ("hosts", "notHosts", Attribute::Hosts),
    ("ports", "notPorts", Attribute::Ports),
    ("methods", "notMethods", Attribute::Methods),
    ("paths", "notPaths", Attribute::Paths),
];

impl<'a> Attribute<'a> {
    /// What the key of a condition stands for.
    pub fn of_key(key: &'a str) -> Self {
        let inside = |prefix: &str| key.strip_prefix(prefix)?.strip_suffix(']');
        match key {
            "source.ip" => Self::IpBlocks,
            "remote.ip" => Self::RemoteIpBlocks,
            "source.namespace" => Self::Namespaces,
            "source.principal" => Self::Principals,
            "source.serviceAccount" => Self::ServiceAccounts,
            "source.trustDomain" => Self::TrustDomains,
            "request.auth.principal" => Self::RequestPrincipals,
            "request.auth.audiences" | "request.auth.presenter" => Self::Token(key),
            "destination.ip" => Self::DestinationIp,
            "destination.port" => Self::Ports,
            "connection.sni" => Self::Sni,
            _ if key.starts_with("experimental.envoy.filters.") => Self::Metadata(key),
            _ if inside("request.auth.claims[").is_some() => Self::Token(key),
            _ => inside("request.headers[").map_or(Self::Unknown(key), Self::Header),
        }
    }

    /// Whether it is read from the client's certificate: without mutual TLS it is empty.
    pub fn is_identity(self) -> bool {
        matches!(self, Self::Principals | Self::Namespaces | Self::ServiceAccounts | Self::TrustDomains)
    }

    /// Whether it is read from the token, which a RequestAuthentication checks.
    pub fn is_token(self) -> bool {
        matches!(self, Self::RequestPrincipals | Self::Token(_))
    }

    /// Whether only HTTP has it.
    pub fn is_http(self) -> bool {
        self.is_token() || matches!(self, Self::Hosts | Self::Methods | Self::Paths | Self::Header(_))
    }
}

impl<'a> Clause<'a> {
    /// The clauses of a rule. Empty lists say nothing and are left out.
    pub fn of_rule(rule: Value<'a>) -> Vec<Self> {
        let sources = rule.list("from").filter_map(|it| it.get("source")).flat_map(Self::of_source);
        let operations = rule.list("to").filter_map(|it| it.get("operation")).flat_map(Self::of_operation);
        sources.chain(operations).chain(rule.list("when").flat_map(Self::of_condition)).collect()
    }

    /// The clauses of a `source`, which must all hold.
    pub fn of_source(holder: Value<'a>) -> Vec<Self> {
        Self::of_table(holder, ClausePart::Source, &SOURCE)
    }

    /// The clauses of an `operation`, which must all hold.
    pub fn of_operation(holder: Value<'a>) -> Vec<Self> {
        Self::of_table(holder, ClausePart::Operation, &OPERATION)
    }

    /// The clauses of an entry of `when`.
    pub fn of_condition(holder: Value<'a>) -> Vec<Self> {
        let Some(key) = holder.str("key") else { return Vec::new() };
        Self::of_table(holder, ClausePart::Condition, &[("values", "notValues", Attribute::of_key(key))])
    }

    fn of_table(holder: Value<'a>, part: ClausePart, table: &[(&str, &str, Attribute<'a>)]) -> Vec<Self> {
        let mut all = Vec::new();
        for &(field, not, attribute) in table {
            for (field, negated) in [(field, false), (not, true)] {
                if let Some(list) = holder.get(field).filter(|it| !it.is_empty()) {
                    all.push(Self { attribute, part, holder, negated, list });
                }
            }
        }
        all
    }

    /// Its values that are strings, with their texts.
    pub fn texts(self) -> impl Iterator<Item = (Value<'a>, &'a str)> {
        self.list.items().filter_map(|it| Some((it, it.as_str()?)))
    }

    /// The name of the list, or the key of the condition.
    pub fn name(self) -> &'a str {
        match self.part {
            ClausePart::Condition => self.holder.str("key").unwrap_or_default(),
            _ => self.list.key_text().unwrap_or_default(),
        }
    }

    /// Whether the same holder also lists what it allows of the attribute.
    pub fn has_positive(self) -> bool {
        let field = match self.part {
            ClausePart::Condition => Some("values"),
            ClausePart::Source => SOURCE.iter().find(|it| it.2 == self.attribute).map(|it| it.0),
            ClausePart::Operation => OPERATION.iter().find(|it| it.2 == self.attribute).map(|it| it.0),
        };
        field.and_then(|it| self.holder.get(it)).is_some_and(|it| !it.is_empty())
    }

    /// Whether a ztunnel, which sees connections only, can hold a request against it.
    pub fn is_seen_by_ztunnel(self) -> bool {
        match self.attribute {
            Attribute::Principals | Attribute::Namespaces | Attribute::IpBlocks | Attribute::Ports => true,
            Attribute::DestinationIp => true,
            Attribute::ServiceAccounts => self.part == ClausePart::Source,
            _ => false,
        }
    }

    /// Whether a ztunnel leaves it out without saying so.
    pub fn is_lost_by_ztunnel(self) -> bool {
        self.attribute == Attribute::TrustDomains && self.part == ClausePart::Source
    }
}
