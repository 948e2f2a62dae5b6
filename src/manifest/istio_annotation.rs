//! The annotations that Istio knows, out of `data/istio-annotations.csv`.

use super::{Kind, Quantity};
use rustc_hash::FxHashMap;
use std::net::IpAddr;
use std::sync::OnceLock;

/// One annotation.
#[derive(Clone, Copy, Debug)]
pub struct Annotation {
    /// `Alpha`, `Beta`, `Stable`, or nothing.
    pub status: &'static str,
    /// Whether it is on its way out.
    pub is_deprecated: bool,
    kinds: &'static str,
    validator: &'static str,
}

/// Looks an annotation up.
pub fn annotation(name: &str) -> Option<Annotation> {
    table().get(name).copied()
}

/// The annotation that a name with one or two wrong characters stands for.
pub fn nearest(name: &str) -> Option<&'static str> {
    let near = |it: &&'static str| strsim::damerau_levenshtein(it, name);
    let best = table().keys().copied().min_by_key(|it| (near(it), *it))?;
    (1..=2).contains(&near(&best)).then_some(best)
}

fn table() -> &'static FxHashMap<&'static str, Annotation> {
    static TABLE: OnceLock<FxHashMap<&'static str, Annotation>> = OnceLock::new();
    let read = || {
        let rows = include_str!("../../data/istio-annotations.csv").lines().filter(|it| !it.starts_with('#'));
        let cells = rows.filter_map(|row| {
            let mut cells = row.split(';');
            let name = cells.next()?;
            let (status, deprecated) = (cells.next()?, cells.next()?);
            let (kinds, validator) = (cells.next()?, cells.next()?);
            Some((name, Annotation { status, is_deprecated: !deprecated.is_empty(), kinds, validator }))
        });
        cells.collect()
    };
    TABLE.get_or_init(read)
}

impl Annotation {
    /// Whether it belongs on objects of a kind.
    pub fn belongs_on(self, kind: Kind) -> bool {
        self.kinds.split('|').any(|it| it == "Any" || it == kind.name())
    }

    /// Whether it belongs on pods.
    pub fn is_of_pods(self) -> bool {
        self.kinds.split('|').any(|it| it == "Pod")
    }

    /// The kinds it belongs on, for people.
    pub fn kinds(self) -> String {
        self.kinds.replace('|', ", ")
    }

    /// What is wrong with a value, if anything is.
    pub fn error(self, text: &str) -> Option<&'static str> {
        let all = |test: fn(&str) -> bool| text.split(',').map(str::trim).filter(|it| !it.is_empty()).all(test);
        let port = |it: &str| it.parse::<u16>().is_ok();
        let network = |it: &str| {
            let (address, bits) = it.split_once('/').unwrap_or((it, "0"));
            it.contains('/') && address.parse::<IpAddr>().is_ok() && bits.parse::<u8>().is_ok_and(|it| it <= 128)
        };
        let (fits, error) = match self.validator {
            "bool" => (matches!(text, "true" | "false"), "the value is neither `true` nor `false`"),
            "u32" => (text.parse::<u32>().is_ok(), "the value is no number"),
            "port" => (port(text), "the value is no port"),
            "port-list" => (all(port), "the value is no list of ports"),
            "port-list|*" => (text == "*" || all(port), "the value is neither `*` nor a list of ports"),
            "cidr-list" => (all(network), "the value is no list of CIDR blocks"),
            "cidr-list|*" => (text == "*" || all(network), "the value is neither `*` nor a list of CIDR blocks"),
            "quantity" => (Quantity::parse(text).is_some(), "the value is no quantity"),
            "enum:REDIRECT,TPROXY,NONE" => {
                (matches!(text, "REDIRECT" | "TPROXY" | "NONE"), "the value is none of `REDIRECT`, `TPROXY`, `NONE`")
            }
            _ => (true, ""),
        };
        (!fits).then_some(error)
    }
}
