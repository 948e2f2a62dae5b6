//! IP addresses and the blocks they are in.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The IP address a text is.
pub fn address(text: &str) -> Option<IpAddr> {
    text.parse().ok()
}

/// Whether a CIDR block holds an IPv4 address, given by its four bytes.
pub fn cidr_holds(cidr: &str, address: [u8; 4]) -> bool {
    let (base, bits) = cidr.split_once('/').unwrap_or((cidr, "32"));
    let (Ok(base), Ok(bits)) = (base.parse::<Ipv4Addr>(), bits.parse::<u32>()) else { return false };
    let mask = match bits {
        0 => 0,
        1..=32 => u32::MAX << (32 - bits),
        _ => return false,
    };
    u32::from(base) & mask == u32::from_be_bytes(address) & mask
}

/// How an IP address or a CIDR block is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spelling {
    /// As all programs write and read it, or no address at all.
    Canonical,
    /// With leading zeros: octal for some programs, decimal for others.
    Ambiguous,
    /// Otherwise: this is how it is usually written.
    Other(String),
}

/// How an IP address or a CIDR block is written.
pub fn spelling(text: &str) -> Spelling {
    let (base, bits) = text.split_once('/').map_or((text, None), |(base, bits)| (base, Some(bits)));
    let Some(address) = address(base) else {
        let zeros = |it: &str| it.len() > 1 && it.starts_with('0');
        let stripped = base.split('.').map(|it| if zeros(it) { it.trim_start_matches('0') } else { it });
        let stripped = stripped.map(|it| if it.is_empty() { "0" } else { it }).collect::<Vec<_>>().join(".");
        let is_address = stripped != base && stripped.parse::<Ipv4Addr>().is_ok();
        return if is_address { Spelling::Ambiguous } else { Spelling::Canonical };
    };
    let mapped = matches!(address, IpAddr::V6(it) if it.to_ipv4_mapped().is_some());
    let canonical = match bits.map(str::parse::<u32>) {
        None => address.to_canonical().to_string(),
        // Which of the two families the mask counts in, only the author knows.
        Some(Ok(_)) if mapped => return Spelling::Ambiguous,
        Some(Ok(bits)) => match masked(address, bits) {
            Some(base) => format!("{base}/{bits}"),
            None => return Spelling::Canonical,
        },
        Some(Err(_)) => return Spelling::Canonical,
    };
    if canonical == text { Spelling::Canonical } else { Spelling::Other(canonical) }
}

/// The first address of the block with so many bits; `None` for more bits than there are.
fn masked(address: IpAddr, bits: u32) -> Option<IpAddr> {
    Some(match address {
        IpAddr::V4(it) => {
            let rest = 32_u32.checked_sub(bits)?;
            IpAddr::V4(Ipv4Addr::from(u32::from(it) & u32::MAX.checked_shl(rest).unwrap_or(0)))
        }
        IpAddr::V6(it) => {
            let rest = 128_u32.checked_sub(bits)?;
            IpAddr::V6(Ipv6Addr::from(u128::from(it) & u128::MAX.checked_shl(rest).unwrap_or(0)))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_starts_at_its_first_address() {
        let other = |text: &str| Spelling::Other(text.to_owned());
        assert_eq!(spelling("10.1.2.3/8"), other("10.0.0.0/8"));
        assert_eq!(spelling("1.2.3.4/0"), other("0.0.0.0/0"));
        assert_eq!(spelling("10.0.0.0/08"), other("10.0.0.0/8"));
        assert_eq!(spelling("2001:DB8::1/32"), other("2001:db8::/32"));
        assert_eq!(spelling("::ffff:1.2.3.4"), other("1.2.3.4"));
        for good in ["10.0.0.0/8", "::/0", "192.0.2.1/32", "10.0.0.0/33", "a.b", "0.0.0.0", "10.0.0.0/x"] {
            assert_eq!(spelling(good), Spelling::Canonical, "{good}");
        }
        for zeros in ["010.0.0.1", "10.0.0.010/8", "::ffff:10.0.0.0/104", "000.0.0.1"] {
            assert_eq!(spelling(zeros), Spelling::Ambiguous, "{zeros}");
        }
    }

    #[test]
    fn blocks_hold_their_addresses() {
        let metadata = [169, 254, 169, 254];
        assert!(cidr_holds("0.0.0.0/0", metadata));
        assert!(cidr_holds("169.254.0.0/16", metadata));
        assert!(cidr_holds("169.254.169.254", metadata));
        assert!(!cidr_holds("10.0.0.0/8", metadata));
        assert!(!cidr_holds("169.254.0.0/99", metadata));
        assert!(!cidr_holds("::/0", metadata));
    }
}
