//! What the rules about ports share.

use crate::manifest::{Container, Kind};
use crate::yaml::Value;

const PODS: usize = Kind::WITH_PODS.len();

/// The kinds with pods, and those that send traffic to them.
pub(super) static WITH_PODS_AND_SERVICES: [Kind; PODS + 1] = {
    let mut all = [Kind::Service; PODS + 1];
    let mut at = 0;
    while at < PODS {
        all[at] = Kind::WITH_PODS[at];
        at += 1;
    }
    all
};

/// The ports that a container lists.
pub(super) fn listed<'a>(container: Container<'a>) -> impl Iterator<Item = Value<'a>> + Clone {
    container.value().list("ports").filter(|it| it.is_mapping())
}

/// The number of a port of a container.
pub(super) fn number(port: Value<'_>) -> Option<i64> {
    port.get("containerPort")?.as_int()
}

/// The protocol of a port of a container or a Service, with its default.
pub(super) fn protocol(port: Value<'_>) -> &str {
    port.str("protocol").unwrap_or("TCP")
}

/// Whether something is to be put in the place of a text before it is applied.
pub(super) fn is_placeholder(text: &str) -> bool {
    text.contains(['$', '{'])
}

/// Whether a field holds the number of a port, or what is to be put in its place.
pub(super) fn is_number(port: Value<'_>, least: i64) -> bool {
    match port.as_int() {
        Some(number) => (least..=65535).contains(&number),
        None => port.text().is_some_and(is_placeholder),
    }
}

/// What is wrong with the name of a port (`IsValidPortName` of apimachinery).
pub(super) fn name_flaw(name: &str) -> Option<&'static str> {
    if is_placeholder(name) {
        return None;
    }
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    if name.len() > 15 {
        Some("is longer than 15 characters")
    } else if !name.bytes().all(|b| plain(b) || b == b'-') {
        Some("has other characters than lower-case letters, digits and dashes")
    } else if !name.bytes().any(|b| b.is_ascii_lowercase()) {
        Some("has no letter")
    } else if name.starts_with('-') || name.ends_with('-') || name.contains("--") {
        Some("has a dash at an end or two in a row")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::name_flaw;

    #[test]
    fn names_are_those_of_services() {
        for name in ["http", "h2", "a-b", "1a", "fifteen-letters", "{{ name }}", "${NAME}"] {
            assert_eq!(name_flaw(name), None, "{name}");
        }
        for name in ["HTTP", "http_api", "80", "1-2", "a--b", "-a", "a-", "sixteen-letters1", ""] {
            assert!(name_flaw(name).is_some(), "{name}");
        }
    }
}
