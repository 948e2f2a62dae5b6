//! [`PolicyPort`], an entry of `ports` in a network policy: it means ports of pods, never those of Services.

use crate::manifest::Pod;
use crate::yaml::Value;

/// A protocol that policies know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Protocol {
    #[default]
    Tcp,
    Udp,
    Sctp,
}

impl Protocol {
    /// Reads the word of a manifest; absent is TCP, and an unknown word is none.
    pub fn of(value: Option<Value<'_>>) -> Option<Self> {
        match value {
            None => Some(Self::Tcp),
            Some(value) => match value.as_str()? {
                "TCP" | "" => Some(Self::Tcp),
                "UDP" => Some(Self::Udp),
                "SCTP" => Some(Self::Sctp),
                _ => None,
            },
        }
    }

    /// The word in manifests.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tcp => "TCP",
            Self::Udp => "UDP",
            Self::Sctp => "SCTP",
        }
    }
}

/// Which numbers an entry means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PortMatch<'a> {
    /// All of its protocol.
    All,
    /// From one to another, both included; the same for one.
    Range(u16, u16),
    /// What the pods call so.
    Named(&'a str),
    /// None: the API server refuses the entry.
    Invalid,
}

/// An entry of `ports`.
#[derive(Clone, Copy, Debug)]
pub struct PolicyPort<'a>(Value<'a>);

impl<'a> PolicyPort<'a> {
    pub(super) fn new(value: Value<'a>) -> Self {
        Self(value)
    }

    /// The entry.
    pub fn value(self) -> Value<'a> {
        self.0
    }

    /// Its protocol, TCP where none is written; `None` for a word that is no protocol.
    pub fn protocol(self) -> Option<Protocol> {
        Protocol::of(self.0.get("protocol"))
    }

    /// Which ports.
    pub fn numbers(self) -> PortMatch<'a> {
        let end = self.0.get("endPort");
        let Some(port) = self.0.get("port") else {
            return if end.is_some() { PortMatch::Invalid } else { PortMatch::All };
        };
        let valid = |it: i64| u16::try_from(it).ok().filter(|it| *it > 0);
        match (port.as_int(), end) {
            (Some(first), None) => valid(first).map_or(PortMatch::Invalid, |it| PortMatch::Range(it, it)),
            (Some(first), Some(end)) => match (valid(first), end.as_int().and_then(valid)) {
                (Some(first), Some(last)) if first <= last => PortMatch::Range(first, last),
                _ => PortMatch::Invalid,
            },
            (None, None) => port.as_str().map_or(PortMatch::Invalid, PortMatch::Named),
            (None, Some(_)) => PortMatch::Invalid,
        }
    }

    /// Whether it lets a port of a pod through; `None` where a name is asked for and the pod is not known. `number` is
    /// `None` for the question whether there is any.
    pub fn admits(self, protocol: Protocol, number: Option<u16>, pod: Option<Pod<'_>>) -> Option<bool> {
        if self.protocol() != Some(protocol) {
            return Some(false);
        }
        let fits = |first: u16, last: u16| number.is_none_or(|it| first <= it && it <= last);
        match self.numbers() {
            PortMatch::All => Some(true),
            PortMatch::Range(first, last) => Some(fits(first, last)),
            PortMatch::Invalid => Some(false),
            PortMatch::Named(name) => Some(named_ports(pod?, name).any(|(of, it)| of == protocol && fits(it, it))),
        }
    }
}

/// The ports of a pod that go by a name, with their protocols.
pub fn named_ports<'a>(pod: Pod<'a>, name: &'a str) -> impl Iterator<Item = (Protocol, u16)> + 'a {
    pod.containers().filter(|it| it.is_long_running()).flat_map(|it| it.value().list("ports")).filter_map(move |it| {
        let number = it.get("containerPort").and_then(Value::as_int).and_then(|it| u16::try_from(it).ok())?;
        (it.str("name") == Some(name)).then_some((Protocol::of(it.get("protocol"))?, number))
    })
}
