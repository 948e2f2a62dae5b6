//! IP addresses and the blocks they are in.

use std::net::{IpAddr, Ipv4Addr};

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

#[cfg(test)]
mod tests {
    use super::*;

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
