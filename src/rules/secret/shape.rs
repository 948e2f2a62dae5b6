//! Shapes of values: numbers, identifiers, and what no language writes.

pub(super) fn is_uuid(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    text.len() == 36
        && parts.iter().map(|it| it.len()).eq([8, 4, 4, 4, 12])
        && parts.iter().all(|it| it.bytes().all(|it| it.is_ascii_hexdigit()))
}

/// Digits in the place of letters: three times or more one goes before a letter.
pub(super) fn is_leet(text: &str) -> bool {
    let changes = text.as_bytes().windows(2).filter(|it| it[0].is_ascii_digit() && it[1].is_ascii_alphabetic()).count();
    changes >= 3 && text.len() >= 8 && text.bytes().all(|it| it.is_ascii_alphanumeric() || it.is_ascii_punctuation())
}

/// Numbers, sizes, durations, dates, versions.
pub(super) fn is_number(text: &str) -> bool {
    let date = text.len() >= 10
        && text
            .bytes()
            .take(10)
            .enumerate()
            .all(|(at, it)| if matches!(at, 4 | 7) { it == b'-' } else { it.is_ascii_digit() });
    if date {
        return true;
    }
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let first = text.bytes().next().is_some_and(|it| it.is_ascii_digit() || it == b'-' || it == b'.');
    let letters: String = text.chars().filter(char::is_ascii_alphabetic).collect();
    let unit = matches!(
        letters.as_str(),
        "" | "s"
            | "m"
            | "h"
            | "d"
            | "ms"
            | "us"
            | "ns"
            | "hm"
            | "hms"
            | "k"
            | "K"
            | "M"
            | "G"
            | "Ki"
            | "Mi"
            | "Gi"
            | "Ti"
            | "MB"
            | "GB"
            | "kb"
            | "KB"
            | "x"
    );
    first && digits > 0 && unit && text.bytes().all(|it| it.is_ascii_alphanumeric() || b".-:_, %".contains(&it))
}

/// Whether no language writes this: one alphabet, digits among it, and many different characters.
pub(super) fn is_random(text: &str) -> bool {
    if text.len() < 16 || text.contains(char::is_whitespace) || !text.is_ascii() {
        return false;
    }
    let body = text.trim_end_matches('=');
    let hex = body.bytes().all(|it| it.is_ascii_hexdigit());
    let base64 = body.bytes().all(|it| it.is_ascii_alphanumeric() || b"+/-_.~".contains(&it));
    let digits = body.bytes().any(|it| it.is_ascii_digit());
    if hex {
        return digits && entropy(body) > 3.0;
    }
    // Words in kebab case with a number behind have digits too, but no capitals, and signs between few letters.
    let upper = body.bytes().any(|it| it.is_ascii_uppercase());
    let lower = body.bytes().any(|it| it.is_ascii_lowercase());
    let longest = body.split(|c: char| !c.is_ascii_alphanumeric()).map(str::len).max().unwrap_or(0);
    base64 && digits && entropy(body) > 3.5 && (upper && lower || longest >= 16)
}

/// Bits per character.
pub(super) fn entropy(text: &str) -> f64 {
    let mut counts = [0_u32; 256];
    text.bytes().for_each(|it| counts[it as usize] += 1);
    let length = text.len() as f64;
    let share = |count: &u32| f64::from(*count) / length;
    counts.iter().filter(|it| **it > 0).map(|it| -share(it) * share(it).log2()).sum()
}
