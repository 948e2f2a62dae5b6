//! Whether a compiled rule holds for a request. `None` where that depends on what is not known.

use super::path::{fits_template, normalize};
use super::{Attribute, Clause, CompiledRule, Enforcer, Fact, Fate, Identity, MeshFacts, Request};
use crate::manifest::Cidr;
use crate::yaml::Value;

/// What a request is held against besides the rule.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings<'m> {
    /// What enforces the rule.
    pub enforcer: Enforcer,
    /// The namespace of the policy.
    pub namespace: Option<&'m str>,
    /// The mesh.
    pub mesh: &'m MeshFacts<'m>,
}

impl CompiledRule<'_> {
    /// Whether the rule holds for a request.
    pub fn holds(&self, request: &Request<'_>, around: Surroundings<'_>) -> Option<bool> {
        if matches!(self.fate, Fate::Dropped | Fate::Never | Fate::Refused) {
            return Some(false);
        }
        let group =
            |it: &Vec<Vec<Clause<'_>>>| any(it.iter().map(|it| all(it.iter().map(|it| clause(it, request, around)))));
        all(self.groups.iter().map(group))
    }
}

fn clause(clause: &Clause<'_>, request: &Request<'_>, around: Surroundings<'_>) -> Option<bool> {
    let values = clause.list.items().map(|it| value(clause.attribute, it, request, around));
    let listed = any(values);
    if clause.negated { listed.map(|it| !it) } else { listed }
}

fn value(attribute: Attribute<'_>, value: Value<'_>, request: &Request<'_>, around: Surroundings<'_>) -> Option<bool> {
    let text = value.text()?;
    let is = |fact: Fact<&str>| fact.is(|it| fits(text, it));
    match attribute {
        Attribute::Principals => principal(text, request.identity, around),
        Attribute::Namespaces if around.enforcer == Enforcer::Ztunnel => is(request.identity.map(|it| it.namespace)),
        // Envoy gets a regular expression.
        Attribute::Namespaces => request.identity.is(|it| glob(text.as_bytes(), it.namespace.as_bytes())),
        Attribute::ServiceAccounts => {
            let (namespace, account) = text.split_once('/').map_or((around.namespace, text), |it| (Some(it.0), it.1));
            let namespace = namespace?;
            request.identity.is(|it| it.namespace == namespace && it.account == account)
        }
        Attribute::TrustDomains => {
            is(request.identity.map(|it| it.trust_domain.unwrap_or(around.mesh.trust_domains[0])))
        }
        Attribute::IpBlocks => request.address.is(|it| block(text).is_some_and(|block| block.holds(it))),
        Attribute::RemoteIpBlocks => request.forwarded.is(|it| block(text).is_some_and(|block| block.holds(it))),
        Attribute::RequestPrincipals => request.token.is(|it| fits(text, &format!("{}/{}", it.issuer, it.subject))),
        Attribute::Token(_) => match request.token {
            Fact::Absent => Some(false),
            _ => None,
        },
        // Names of hosts are compared without case.
        Attribute::Hosts => request.host.is(|it| fits(&text.to_ascii_lowercase(), &it.to_ascii_lowercase())),
        Attribute::Ports => request.port.is(|it| text.parse() == Ok(it)),
        Attribute::Methods => is(request.method),
        Attribute::Paths => request.path.is(|it| {
            let path = normalize(it, around.mesh.normalization);
            if text.contains("{*}") || text.contains("{**}") { fits_template(text, &path) } else { fits(text, &path) }
        }),
        Attribute::Header(name) => is(request.header(name)),
        Attribute::Sni => is(request.server_name),
        Attribute::DestinationIp | Attribute::Metadata(_) | Attribute::Unknown(_) => None,
    }
}

/// The trust domains of a mesh count as one where Envoy enforces; what a ztunnel makes of aliases is left open.
fn principal(text: &str, identity: Fact<Identity<'_>>, around: Surroundings<'_>) -> Option<bool> {
    let own = &around.mesh.trust_domains;
    let identity = match identity {
        Fact::Is(it) => it,
        Fact::Absent => return Some(false),
        Fact::Unknown => return None,
    };
    let domain = identity.trust_domain.unwrap_or(own[0]);
    let (namespace, account) = (identity.namespace, identity.account);
    let written = |domain: &str| format!("{domain}/ns/{namespace}/sa/{account}");
    if fits(text, &written(domain)) {
        return Some(true);
    }
    let asked = text.split('/').next().unwrap_or_default();
    let aliased = own.contains(&domain) && own.contains(&asked) && fits(text, &written(asked));
    if aliased && around.enforcer == Enforcer::Ztunnel { None } else { Some(aliased) }
}

/// A block, or one address.
fn block(text: &str) -> Option<Cidr> {
    Cidr::parse(text).or_else(|| text.parse().ok().map(Cidr::of))
}

/// Exact, `x*`, `*x`, or `*` for anything that is there; a `*` elsewhere is a character.
fn fits(pattern: &str, text: &str) -> bool {
    if pattern == "*" {
        return !text.is_empty();
    }
    if let Some(suffix) = pattern.strip_prefix('*') {
        return text.ends_with(suffix);
    }
    pattern.strip_suffix('*').map_or(pattern == text, |prefix| text.starts_with(prefix))
}

/// A `*` anywhere stands for any text.
fn glob(pattern: &[u8], text: &[u8]) -> bool {
    match (pattern, text) {
        ([], []) => true,
        ([b'*', rest @ ..], _) => (0..=text.len()).any(|it| glob(rest, &text[it..])),
        ([one, rest @ ..], [other, others @ ..]) => one == other && glob(rest, others),
        _ => false,
    }
}

/// All of them: one that surely fails decides.
pub(super) fn all(answers: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut sure = Some(true);
    for answer in answers {
        match answer {
            Some(false) => return Some(false),
            Some(true) => {}
            None => sure = None,
        }
    }
    sure
}

/// One of them: one that surely holds decides.
pub(super) fn any(answers: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    all(answers.map(|it| it.map(|it| !it))).map(|it| !it)
}
