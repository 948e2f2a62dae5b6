//! Which names a mapping may hold, in 32 bits: most questions are about fields that are not there, and one bit answers them.

/// A name, mixed: the first five bits say which bit of a mapping is its own, the next eight tell keys apart.
#[inline(always)]
const fn mix(name: &[u8]) -> u32 {
    let (first, last) = match name {
        [] => (0, 0),
        [one] => (*one, *one),
        [first, .., last] => (*first, *last),
    };
    mixed(first, last, name.len())
}

#[inline(always)]
const fn mixed(first: u8, last: u8, len: usize) -> u32 {
    let all = (first as u32) | (last as u32) << 8 | (len as u32 & 0xff) << 16;
    all.wrapping_mul(0x9E37_79B1)
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

/// Which names the keys of a document may be: says yes for a few that are not there, never no for one that is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Names([u64; Names::WORDS]);

impl Names {
    const WORDS: usize = 16;

    /// No name at all.
    pub const NONE: Self = Self([0; Self::WORDS]);
    /// Every name.
    pub const ANY: Self = Self([u64::MAX; Self::WORDS]);

    /// Where a name is kept. Short names that differ in their middle only share a place.
    #[inline(always)]
    pub const fn place(name: &[u8]) -> u16 {
        (mix(name) >> 22) as u16
    }

    /// Enters a name.
    #[inline(always)]
    pub const fn enter(&mut self, name: &[u8]) {
        let place = Self::place(name);
        self.0[(place >> 6) as usize] |= 1 << (place & 63);
    }

    /// Enters the name that consists of these bytes and a last one.
    #[inline]
    pub fn enter_parts(&mut self, name: &[u8], last: u8) {
        let first = name.first().copied().unwrap_or(last);
        let place = (mixed(first, last, name.len() + 1) >> 22) as u16;
        self.0[(place >> 6) as usize] |= 1 << (place & 63);
    }

    /// Whether a name of this [place](Self::place) may be there.
    #[inline(always)]
    pub const fn may_hold(&self, place: u16) -> bool {
        self.0[(place >> 6) as usize % Self::WORDS] >> (place & 63) & 1 != 0
    }
}

/// Whether two names are one: for names, which are short, without a call.
#[inline(always)]
pub(super) fn are_same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    match (a.first_chunk::<8>(), b.first_chunk::<8>(), a.last_chunk::<8>(), b.last_chunk::<8>()) {
        (Some(first), Some(other), Some(last), Some(of_other)) if a.len() <= 16 => first == other && last == of_other,
        (None, ..) => a.iter().zip(b).all(|(a, b)| a == b),
        _ => a == b,
    }
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
    fn names_are_the_same_when_their_bytes_are() {
        let name = b"abcdefghijklmnopqrstuvwxyz";
        for length in 0..name.len() {
            assert!(super::are_same(&name[..length], &name[..length]));
            assert!(!super::are_same(&name[..length], &name[..length + 1]));
            for at in 0..length {
                let mut other = *name;
                other[at] = b'-';
                assert!(!super::are_same(&name[..length], &other[..length]), "{length} {at}");
            }
        }
    }

    #[test]
    fn a_document_knows_its_names() {
        let text = "a: {hostPath: 1}\n---\nb: [{\"host\\u0050ID\": 1}]\n---\nc: &x k\nd: {*x : 1}\n";
        let tree = parse(SourceId(0), text.into());
        let holds = |at, name: &str| tree.document(at).names().may_hold(super::Names::place(name.as_bytes()));
        assert!(holds(0, "hostPath") && holds(0, "a") && !holds(0, "hostPID"));
        assert!(holds(1, "hostPID") && !holds(1, "hostPath"));
        assert!(holds(2, "whatever"), "the key is an alias");
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
