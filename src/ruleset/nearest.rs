//! "Did you mean": the known name that is most like a misspelt one.

/// The nearest of `known`, if any is near enough to be meant: few letters differ, or one name holds the other.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_ascii_lowercase();
    let far = (word.chars().count() / 3).max(2);
    let distance = |name: &str| {
        let name = name.to_ascii_lowercase();
        let letters = strsim::damerau_levenshtein(&word, &name);
        let inside = word.len() > 3 && (name.contains(&word) || word.contains(&name) && name.len() > 3);
        // A part of the right name is a better guess than a name that happens to be as far away.
        if inside { letters.min(far) } else { letters }
    };
    known.into_iter().map(|name| (distance(name), name)).filter(|it| it.0 <= far).min().map(|it| it.1)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_of_the_finger_and_a_part_of_the_name_are_understood() {
        let known = ["privileged-container", "host-network", "host-pid", "min-severity"];
        assert_eq!(nearest("privileged-contaner", known), Some("privileged-container"));
        assert_eq!(nearest("hostnetwork", known), Some("host-network"));
        assert_eq!(nearest("privileged", known), Some("privileged-container"));
        assert_eq!(nearest("min_severity", known), Some("min-severity"));
        assert_eq!(nearest("something-else", known), None);
    }
}
