//! [`Peer`], an entry of `from` or `to` in a network policy. Entries add up; what stands in one entry must all hold.

use crate::manifest::{Cidr, Selector};
use crate::yaml::Value;
use std::net::IpAddr;

/// Who is on the other side.
#[derive(Clone, Debug)]
pub enum Peer<'a> {
    /// Pods.
    Pods {
        /// Of which namespaces; `None` for that of the policy alone, empty for all.
        namespaces: Option<Selector<'a>>,
        /// Which of them; empty for all, which is also what an absent one says.
        pods: Selector<'a>,
    },
    /// Addresses.
    Block(IpBlock),
    /// No one: the API server refuses the entry.
    Invalid,
}

impl<'a> Peer<'a> {
    /// Reads an entry.
    pub fn of(value: Value<'a>) -> Self {
        let selector = |field| value.get(field).filter(|it| it.is_mapping()).map(Selector::of_label_selector);
        let (pods, namespaces) = (selector("podSelector"), selector("namespaceSelector"));
        match (value.get("ipBlock"), pods.is_some() || namespaces.is_some()) {
            (None, true) => Self::Pods { namespaces, pods: pods.unwrap_or_default() },
            (Some(block), false) => IpBlock::of(block).map_or(Self::Invalid, Self::Block),
            _ => Self::Invalid,
        }
    }
}

/// An `ipBlock` with its exceptions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IpBlock {
    /// The block.
    pub cidr: Cidr,
    /// What is taken out of it.
    pub except: Vec<Cidr>,
}

impl IpBlock {
    /// Reads one; `None` where the block is none.
    pub fn of(value: Value<'_>) -> Option<Self> {
        let cidr = Cidr::parse(value.str("cidr")?)?;
        let except = value.list("except").filter_map(|it| Cidr::parse(it.as_str()?)).collect();
        Some(Self { cidr, except })
    }

    /// Whether it holds an address.
    pub fn holds(&self, address: IpAddr) -> bool {
        self.cidr.holds(address) && !self.except.iter().any(|it| it.holds(address))
    }

    /// Whether it holds all of a block.
    pub fn covers(&self, block: Cidr) -> bool {
        self.cidr.covers(block) && !self.except.iter().any(|it| it.overlaps(block))
    }

    /// Whether it holds an address that someone on the Internet has: `Some(true)` for next to all of them, `None` for some.
    pub fn holds_internet(&self) -> Option<bool> {
        let excepted = self.except.iter().any(|it| it.covers(self.cidr));
        if excepted || self.cidr.is_private() {
            Some(false)
        } else if self.cidr.bits() == 0 && self.except.iter().all(|it| it.is_private() || it.bits() >= 8) {
            Some(true)
        } else {
            None
        }
    }
}
