//! The words of a question about traffic, and of its answer.

use crate::manifest::{NetworkPolicy, Pod, Protocol, Resource, TrafficRule};
use std::net::IpAddr;

/// One end of a connection.
#[derive(Clone, Copy, Debug)]
pub enum Endpoint<'a> {
    /// A pod of the input.
    Pod(Pod<'a>),
    /// Some pod of the namespace of an object, of which no labels are known. For a Namespace, its own.
    PodNear(Resource<'a>),
    /// An address that no pod has; `None` for that of anyone on the Internet.
    Address(Option<IpAddr>),
}

/// A port of a pod; `number` is `None` for the question whether any is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PortOf {
    /// The protocol.
    pub protocol: Protocol,
    /// The number.
    pub number: Option<u16>,
}

impl PortOf {
    /// A TCP port.
    pub fn tcp(number: u16) -> Self {
        Self { protocol: Protocol::Tcp, number: Some(number) }
    }
}

/// Whether traffic passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing in the input stops it.
    Allowed,
    /// Policies isolate the pod, and none of the input allows it.
    Denied,
    /// The input does not say.
    Unknown,
}

impl Verdict {
    pub(super) fn of(answer: Option<bool>) -> Self {
        match answer {
            Some(true) => Self::Allowed,
            Some(false) => Self::Denied,
            None => Self::Unknown,
        }
    }

    fn answer(self) -> Option<bool> {
        match self {
            Self::Allowed => Some(true),
            Self::Denied => Some(false),
            Self::Unknown => None,
        }
    }

    /// Of two hurdles: one that denies is enough.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self::of(and(self.answer(), other.answer()))
    }
}

/// What one end says.
#[derive(Clone, Debug)]
pub struct Passage<'a> {
    /// The answer.
    pub verdict: Verdict,
    /// The rule that allows it; `None` where the pod is not isolated, or nothing allows it.
    pub rule: Option<TrafficRule<'a>>,
    /// The policies that isolate the pod in this direction, surely or perhaps.
    pub policies: Vec<NetworkPolicy<'a>>,
}

/// What both ends say.
#[derive(Clone, Debug)]
pub struct Reachability<'a> {
    /// The end that calls.
    pub egress: Passage<'a>,
    /// The end that is called.
    pub ingress: Passage<'a>,
}

impl Reachability<'_> {
    /// Whether it passes both.
    pub fn verdict(&self) -> Verdict {
        self.egress.verdict.and(self.ingress.verdict)
    }
}

pub(super) fn and(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

pub(super) fn or(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    and(one.map(|it| !it), other.map(|it| !it)).map(|it| !it)
}
