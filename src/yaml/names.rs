//! Which names a mapping may hold, in 32 bits: most questions are about fields that are not there, and one bit answers them.

/// A name, mixed: the first five bits say which bit of a mapping is its own, the next eight tell keys apart.
#[inline(always)]
const fn mix(name: &[u8]) -> u32 {
    let (first, last) = match name {
        [] => (0, 0),
        [one] => (*one, *one),
        [first, .., last] => (*first, *last),
    };
    let mixed = (first as u32) | (last as u32) << 8 | (name.len() as u32 & 0xff) << 16;
    mixed.wrapping_mul(0x9E37_79B1)
}

/// The bit of a name. Every mapping node has the bits of its keys in `value.1`; a bit that is not set is a name that is
/// not there.
#[inline(always)]
pub(super) const fn bit(name: &[u8]) -> u32 {
    1 << (mix(name) >> 27)
}

/// The tag of a name, which its key node carries: keys of another tag are other names.
#[inline(always)]
pub(super) const fn tag(name: &[u8]) -> u8 {
    (mix(name) >> 19) as u8
}

/// The bits of a mapping one of whose keys is an alias: anything may be there.
pub(super) const ANY: u32 = u32::MAX;

#[cfg(test)]
mod tests {
    use crate::source::SourceId;
    use crate::yaml::parse;

    #[test]
    fn the_fields_of_a_container_spread() {
        let fields =
            ["name", "image", "env", "ports", "resources", "securityContext", "command", "args", "volumeMounts"];
        let bits = fields.iter().fold(0, |bits, it| bits | super::bit(it.as_bytes()));
        assert!(bits.count_ones() >= 7, "{bits:b}");
    }

    #[test]
    fn names_in_any_form_are_found() {
        let text = "plain: 1\n\"quot\\u0065d\": 2\n'single': 3\n? long\n: 4\n\"\": 5\nanchor: &k aliased\n*k : 6\n";
        let tree = parse(SourceId(0), text.into());
        let root = tree.document(0).root().unwrap();
        for (name, value) in [("plain", 1), ("quoted", 2), ("single", 3), ("long", 4), ("", 5), ("aliased", 6)] {
            assert_eq!(root.get(name).and_then(|it| it.as_int()), Some(value), "{name}");
        }
        assert!(root.get("absent").is_none());
    }
}
