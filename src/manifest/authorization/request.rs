//! [`Request`]: what a proxy sees of a call, as far as it is known.

use std::net::IpAddr;

/// Something about a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fact<T> {
    /// This.
    Is(T),
    /// It has none.
    Absent,
    /// It is not said.
    #[default]
    Unknown,
}

impl<T: Copy> Fact<T> {
    /// What holds of it: nothing does of what is absent.
    pub fn is(self, holds: impl FnOnce(T) -> bool) -> Option<bool> {
        match self {
            Self::Is(it) => Some(holds(it)),
            Self::Absent => Some(false),
            Self::Unknown => None,
        }
    }

    /// Something of it.
    pub fn map<U>(self, map: impl FnOnce(T) -> U) -> Fact<U> {
        match self {
            Self::Is(it) => Fact::Is(map(it)),
            Self::Absent => Fact::Absent,
            Self::Unknown => Fact::Unknown,
        }
    }
}

/// The identity in a client's certificate of the mesh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity<'r> {
    /// Its trust domain; `None` for that of the mesh.
    pub trust_domain: Option<&'r str>,
    /// Its namespace.
    pub namespace: &'r str,
    /// Its service account.
    pub account: &'r str,
}

/// A token that a RequestAuthentication has checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'r> {
    /// Its issuer.
    pub issuer: &'r str,
    /// Its subject.
    pub subject: &'r str,
}

/// A call. What is left at its default is not known, and an answer that depends on it is open.
#[derive(Clone, Copy, Debug, Default)]
pub struct Request<'r> {
    /// Who calls; absent for plain text and for certificates of others.
    pub identity: Fact<Identity<'r>>,
    /// Where the connection comes from.
    pub address: Fact<IpAddr>,
    /// Where the request says it comes from.
    pub forwarded: Fact<IpAddr>,
    /// The token.
    pub token: Fact<Token<'r>>,
    /// The port of the workload.
    pub port: Fact<u16>,
    /// The server name of TLS.
    pub server_name: Fact<&'r str>,
    /// The Host header.
    pub host: Fact<&'r str>,
    /// The method.
    pub method: Fact<&'r str>,
    /// The path, as it is sent.
    pub path: Fact<&'r str>,
    /// Headers that are known to be there.
    pub headers: &'r [(&'r str, &'r str)],
    /// Whether there are no others.
    pub has_no_more_headers: bool,
}

impl<'r> Request<'r> {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Fact<&'r str> {
        match self.headers.iter().find(|it| it.0.eq_ignore_ascii_case(name)) {
            Some(&(_, value)) => Fact::Is(value),
            None if self.has_no_more_headers => Fact::Absent,
            None => Fact::Unknown,
        }
    }
}

/// What policies take for granted in a mesh.
#[derive(Clone, Debug)]
pub struct MeshFacts<'m> {
    /// Its trust domain, and those that count as its own.
    pub trust_domains: Vec<&'m str>,
    /// How paths are normalised before policies see them.
    pub normalization: &'m str,
}

impl Default for MeshFacts<'_> {
    fn default() -> Self {
        Self { trust_domains: vec!["cluster.local"], normalization: "BASE" }
    }
}
