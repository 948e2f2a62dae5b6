//! The form of a rule of an AuthorizationPolicy.

use crate::manifest::{Attribute, Clause, ClausePart, address};
use crate::yaml::Value;

/// Tells what Istio refuses in a rule.
pub(super) fn judge<'a>(rule: Value<'a>, refuse: &mut dyn FnMut(Option<Value<'a>>, String)) {
    for (list, field) in [("from", "source"), ("to", "operation")] {
        for entry in rule.list(list) {
            let inner = entry.get(field);
            if inner.is_none_or(Value::is_empty) {
                refuse(
                    Some(inner.unwrap_or(entry)),
                    format!("an entry of `{list}` needs a `{field}` with at least one field"),
                );
            }
        }
    }
    for when in rule.list("when") {
        match when.get("key") {
            None => refuse(Some(when), "a condition needs a key".to_owned()),
            Some(key) => {
                if let Attribute::Unknown(name) = Attribute::of_key(key.text().unwrap_or_default()) {
                    refuse(Some(key), format!("`{name}` is not a key of a condition"));
                } else if Clause::of_condition(when).is_empty() {
                    refuse(Some(key), "a condition needs `values` or `notValues`".to_owned());
                }
            }
        }
    }
    for clause in Clause::of_rule(rule) {
        match clause.attribute {
            Attribute::IpBlocks | Attribute::RemoteIpBlocks | Attribute::DestinationIp => {
                for (value, text) in clause.texts().filter(|it| !is_block(it.1)) {
                    refuse(Some(value), format!("`{text}` is neither an IP address nor a block of them"));
                }
            }
            Attribute::Ports => {
                for value in clause.list.items() {
                    let text = value.text().unwrap_or_default();
                    if text.parse::<u16>().is_err() {
                        refuse(Some(value), format!("`{text}` is not a port"));
                    } else if value.as_str().is_none() && clause.part != ClausePart::Condition {
                        refuse(Some(value), format!("`{text}` must be a string, in quotes"));
                    }
                }
            }
            _ => {}
        }
    }
}

fn is_block(text: &str) -> bool {
    let Some((ip, length)) = text.split_once('/') else { return address(text).is_some() };
    let Some(ip) = address(ip) else { return false };
    length.parse::<u8>().is_ok_and(|it| it <= if ip.is_ipv4() { 32 } else { 128 })
}
