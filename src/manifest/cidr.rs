//! [`Cidr`], a block of IP addresses, for questions about what lies in what.

use std::net::IpAddr;

/// A block of IP addresses of one family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cidr {
    base: u128,
    bits: u32,
    /// Bits of an address of its family.
    width: u32,
}

/// What no host on the Internet has: private, shared, loopback, link-local, multicast and reserved ranges.
const NOT_PUBLIC: [&str; 13] = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "224.0.0.0/3",
    "::/16",
    "fc00::/7",
    "fe80::/10",
    "fec0::/10",
    "ff00::/8",
];

impl Cidr {
    /// Reads `10.0.0.0/8` or `fd00::/8`; `None` for what the API server refuses as a block.
    pub fn parse(text: &str) -> Option<Self> {
        let (base, bits) = text.split_once('/')?;
        let bits: u32 = bits.parse().ok()?;
        let (base, width) = number(base.parse().ok()?);
        (bits <= width).then(|| Self { base: base & mask(bits, width), bits, width })
    }

    /// The block of one address.
    pub fn of(address: IpAddr) -> Self {
        let (base, width) = number(address);
        Self { base, bits: width, width }
    }

    /// How many leading bits are fixed.
    pub fn bits(self) -> u32 {
        self.bits
    }

    /// Whether it holds an address.
    pub fn holds(self, address: IpAddr) -> bool {
        self.covers(Self::of(address))
    }

    /// Whether it holds all of another block.
    pub fn covers(self, other: Self) -> bool {
        self.width == other.width && self.bits <= other.bits && other.base & mask(self.bits, self.width) == self.base
    }

    /// Whether they share an address.
    pub fn overlaps(self, other: Self) -> bool {
        self.covers(other) || other.covers(self)
    }

    /// Whether no host on the Internet has an address in it.
    pub fn is_private(self) -> bool {
        NOT_PUBLIC.iter().filter_map(|it| Self::parse(it)).any(|it| it.covers(self))
    }
}

fn number(address: IpAddr) -> (u128, u32) {
    match address {
        IpAddr::V4(it) => (u128::from(u32::from(it)), 32),
        IpAddr::V6(it) => (u128::from(it), 128),
    }
}

fn mask(bits: u32, width: u32) -> u128 {
    let rest = u128::MAX >> (128 - width);
    rest & rest.checked_shl(width - bits).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::Cidr;

    fn cidr(text: &str) -> Cidr {
        Cidr::parse(text).expect(text)
    }

    #[test]
    fn blocks_hold_what_lies_in_them() {
        assert!(cidr("0.0.0.0/0").covers(cidr("10.0.0.0/8")));
        assert!(cidr("10.0.0.0/8").covers(cidr("10.1.0.0/16")));
        assert!(!cidr("10.1.0.0/16").covers(cidr("10.0.0.0/8")));
        assert!(cidr("10.1.0.0/16").overlaps(cidr("10.0.0.0/8")));
        assert!(!cidr("0.0.0.0/0").overlaps(cidr("::/0")));
        assert!(cidr("::/0").holds("2001:db8::1".parse().unwrap()));
        assert!(cidr("192.0.2.1/32").holds("192.0.2.1".parse().unwrap()));
        assert!(!cidr("192.0.2.1/32").holds("192.0.2.2".parse().unwrap()));
    }

    #[test]
    fn host_bits_count_for_nothing_and_odd_texts_are_no_blocks() {
        assert_eq!(cidr("10.1.2.3/8"), cidr("10.0.0.0/8"));
        for text in ["10.0.0.0", "10.0.0.0/33", "10.0.0/8", "a/8", "::/129", ""] {
            assert_eq!(Cidr::parse(text), None, "{text}");
        }
    }

    #[test]
    fn private_ranges_are_told_from_the_internet() {
        assert!(cidr("10.0.0.0/8").is_private());
        assert!(cidr("172.20.0.0/16").is_private());
        assert!(cidr("fd12::/48").is_private());
        assert!(!cidr("0.0.0.0/0").is_private());
        assert!(!cidr("8.8.8.0/24").is_private());
        assert!(!cidr("8.0.0.0/5").is_private());
    }
}
