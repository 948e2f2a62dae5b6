//! The name that was meant by one with a slip of the pen.

/// The only one of some names that differs from another by one or two characters.
pub(super) fn nearest<'x>(written: &str, names: impl Iterator<Item = &'x str>) -> Option<&'x str> {
    // Of short names all are near to each other.
    let most = match written.len() {
        0..=3 => return None,
        4..=6 => 1,
        _ => 2,
    };
    let mut near: Vec<&str> =
        names.filter(|it| *it != written && strsim::damerau_levenshtein(it, written) <= most).collect();
    near.sort_unstable();
    near.dedup();
    match near[..] {
        [one] => Some(one),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn one_name_must_be_near_and_no_other() {
        let of = |written| nearest(written, ["ratings", "reviews", "web-1", "web-2", "api"].into_iter());
        assert_eq!(of("ratngs"), Some("ratings"));
        assert_eq!(of("web-3"), None, "two are as near");
        assert_eq!(of("apu"), None, "too short to tell");
        assert_eq!(of("details"), None);
    }
}
