//! What a scalar means to Kubernetes: the resolver of go-yaml v2, which sigs.k8s.io/yaml uses (source: `resolve.go` of
//! go.yaml.in/yaml/v2 2.4.4). It is neither YAML 1.1 nor 1.2: `yes` is true, `0644` is 420, `08` is 8.0, `1_000` is 1000.

use std::borrow::Cow;

/// A typed scalar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scalar<'a> {
    /// Empty, `~`, `null`.
    Null,
    /// `true`, `yes`, `on`, `y` and their opposites.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// An integer above [`i64::MAX`].
    Uint(u64),
    /// Everything else that looks like a number.
    Float(f64),
    /// A string; dates are strings too.
    Str(&'a str),
}

/// A tag in its short form.
pub(super) fn tag(tag: &str) -> Cow<'_, str> {
    let long = tag.strip_prefix("!<").and_then(|it| it.strip_suffix('>')).unwrap_or(tag);
    match long.strip_prefix("tag:yaml.org,2002:") {
        Some(name) => Cow::Owned(format!("!!{name}")),
        None => Cow::Borrowed(tag),
    }
}

/// The type of a scalar without quotes. `given` is the tag as written, such as `!!str`.
pub(super) fn resolve<'a>(text: &'a str, given: Option<&str>) -> Scalar<'a> {
    let Some(given) = given else { return plain(text) };
    match &*tag(given) {
        "!!float" => match plain(text) {
            Scalar::Int(it) => Scalar::Float(it as f64),
            Scalar::Uint(it) => Scalar::Float(it as f64),
            other => other,
        },
        "!!int" | "!!bool" | "!!null" => plain(text),
        // Tags that go-yaml does not know make strings.
        _ => Scalar::Str(text),
    }
}

/// The type of a scalar in quotes or of a block scalar: a string, unless a tag says otherwise.
pub(super) fn resolve_quoted<'a>(text: &'a str, tag: Option<&str>) -> Scalar<'a> {
    match tag {
        None => Scalar::Str(text),
        some => resolve(text, some),
    }
}

/// Whether a plain scalar without a tag is a string; `false` says that it takes a closer look.
#[inline]
pub(super) fn is_surely_string(text: &[u8]) -> bool {
    let Some(&first) = text.first() else { return false };
    match first {
        b'0'..=b'9' | b'+' | b'-' | b'.' | b'~' => false,
        // No word that means something else is longer than `false`.
        b'n' | b'N' | b'y' | b'Y' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' => {
            text.len() > 5 || word_of(text).is_none()
        }
        _ => true,
    }
}

fn plain(text: &str) -> Scalar<'_> {
    let Some(first) = text.bytes().next() else { return Scalar::Null };
    match first {
        b'0'..=b'9' | b'+' | b'-' | b'.' => number(text).unwrap_or(Scalar::Str(text)),
        b'~' | b'n' | b'N' | b'y' | b'Y' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' => word(text),
        _ => Scalar::Str(text),
    }
}

fn word(text: &str) -> Scalar<'_> {
    let short = text.len() <= 5;
    if short { word_of(text.as_bytes()).unwrap_or(Scalar::Str(text)) } else { Scalar::Str(text) }
}

fn word_of(text: &[u8]) -> Option<Scalar<'static>> {
    match text {
        b"~" | b"null" | b"Null" | b"NULL" => Some(Scalar::Null),
        b"y" | b"Y" | b"yes" | b"Yes" | b"YES" | b"on" | b"On" | b"ON" | b"true" | b"True" | b"TRUE" => {
            Some(Scalar::Bool(true))
        }
        b"n" | b"N" | b"no" | b"No" | b"NO" | b"off" | b"Off" | b"OFF" | b"false" | b"False" | b"FALSE" => {
            Some(Scalar::Bool(false))
        }
        _ => None,
    }
}

fn number(text: &str) -> Option<Scalar<'_>> {
    match text {
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => return Some(Scalar::Float(f64::INFINITY)),
        "-.inf" | "-.Inf" | "-.INF" => return Some(Scalar::Float(f64::NEG_INFINITY)),
        ".nan" | ".NaN" | ".NAN" => return Some(Scalar::Float(f64::NAN)),
        _ => {}
    }
    if !text.contains('_') {
        return integer(text).or_else(|| float(text)).or_else(|| signed_binary(text));
    }
    // Behind a leading point, Go's own rule holds: between digits only.
    let bytes = text.as_bytes();
    let between =
        |at: usize| at > 0 && bytes[at - 1].is_ascii_digit() && bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
    if bytes[0] == b'.' && !text.match_indices('_').all(|(at, _)| between(at)) {
        return None;
    }
    let digits: String = text.chars().filter(|&c| c != '_').collect();
    integer(&digits).or_else(|| float(&digits)).or_else(|| signed_binary(&digits))
}

/// `0b-1`: go-yaml parses what follows `0b` with a sign of its own.
fn signed_binary(text: &str) -> Option<Scalar<'static>> {
    let body = text.strip_prefix("0b").filter(|it| it.starts_with(['-', '+']))?;
    i64::from_str_radix(body, 2).ok().map(Scalar::Int)
}

/// How sigs.k8s.io/yaml writes a float that is a key: Go's shortest `%g` of 32 bits.
pub(super) fn float_name(value: f64) -> String {
    let value = value as f32;
    if value.is_nan() {
        return ".nan".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { ".inf" } else { "-.inf" }.to_owned();
    }
    let text = format!("{value:e}");
    let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
    match power.parse().unwrap_or(0) {
        power @ (..-4 | 6..) => {
            let sign = if power < 0 { '-' } else { '+' };
            format!("{digits}e{sign}{:02}", i32::abs(power))
        }
        _ => format!("{value}"),
    }
}

/// Go's `strconv.ParseInt(s, 0, 64)` after the underscores are gone, then `ParseUint`.
fn integer(text: &str) -> Option<Scalar<'static>> {
    let (negative, body) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let (radix, body) = match body.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &body[2..]),
        [b'0', b'b' | b'B', ..] => (2, &body[2..]),
        [b'0', b'o' | b'O', ..] => (8, &body[2..]),
        [b'0', _, ..] => (8, &body[1..]),
        _ => (10, body),
    };
    if !body.bytes().next()?.is_ascii_alphanumeric() {
        return None;
    }
    let value = u64::from_str_radix(body, radix).ok()?;
    match i64::try_from(value) {
        Ok(value) => Some(Scalar::Int(if negative { -value } else { value })),
        Err(_) if negative && value == 1 << 63 => Some(Scalar::Int(i64::MIN)),
        Err(_) if negative || text.starts_with('+') => None,
        Err(_) => Some(Scalar::Uint(value)),
    }
}

/// `^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$`
fn float(text: &str) -> Option<Scalar<'static>> {
    let body = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match body.find(['e', 'E']) {
        Some(at) => (&body[..at], Some(&body[at + 1..])),
        None => (body, None),
    };
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let whole = match mantissa.split_once('.') {
        Some(("", fraction)) => digits(fraction),
        Some((whole, fraction)) => digits(whole) && (fraction.is_empty() || digits(fraction)),
        None => digits(mantissa),
    };
    let power = exponent.is_none_or(|it| digits(it.strip_prefix(['-', '+']).unwrap_or(it)));
    let value: f64 = if whole && power { text.parse().ok()? } else { return None };
    // Go's parser reports what is out of range, and the text stays a string.
    value.is_finite().then_some(Scalar::Float(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_scalars_type_as_go_yaml_v2_types_them() {
        use Scalar::{Bool, Float, Int, Null, Str, Uint};
        let rows = [
            ("", Null),
            ("~", Null),
            ("Null", Null),
            ("yes", Bool(true)),
            ("On", Bool(true)),
            ("y", Bool(true)),
            ("N", Bool(false)),
            ("off", Bool(false)),
            ("tRUE", Str("tRUE")),
            ("0644", Int(420)),
            ("0o644", Int(420)),
            ("0777_7", Int(4095)),
            ("08", Float(8.0)),
            ("0x1F", Int(31)),
            ("0b11", Int(3)),
            ("1_000", Int(1000)),
            ("-12", Int(-12)),
            ("+12", Int(12)),
            ("18446744073709551615", Uint(u64::MAX)),
            ("18446744073709551616", Float(18446744073709551616.0)),
            ("1e3", Float(1000.0)),
            (".5", Float(0.5)),
            ("5.", Float(5.0)),
            ("1.2.3", Str("1.2.3")),
            ("190:20:30", Str("190:20:30")),
            ("2001-01-01", Str("2001-01-01")),
            ("-", Str("-")),
            ("+", Str("+")),
            (".", Str(".")),
            ("0x", Str("0x")),
            ("100m", Str("100m")),
            ("--1", Str("--1")),
            ("1e400", Str("1e400")),
            ("0b-1", Int(-1)),
            ("-0b11", Int(-3)),
            ("0b12", Str("0b12")),
            ("+0x1F", Int(31)),
            ("0_8", Float(8.0)),
            ("1__0", Int(10)),
            ("_1", Str("_1")),
            (".1_1", Float(0.11)),
            ("._5", Str("._5")),
            ("1_0.5", Float(10.5)),
            (".e3", Str(".e3")),
            ("1e", Str("1e")),
            ("0.", Float(0.0)),
            ("-9223372036854775808", Int(i64::MIN)),
            ("-9223372036854775809", Float(-9223372036854775809.0)),
            ("+18446744073709551615", Float(18446744073709551615.0)),
            (".Infinity", Str(".Infinity")),
            ("+.Inf", Float(f64::INFINITY)),
        ];
        for (text, expected) in rows {
            assert_eq!(resolve(text, None), expected, "{text:?}");
        }
        assert!(matches!(resolve(".nan", None), Float(it) if it.is_nan()));
        assert_eq!(resolve_quoted("yes", None), Str("yes"));
        assert_eq!(resolve("yes", Some("!!str")), Str("yes"));
    }

    #[test]
    fn tags_decide_and_unknown_ones_make_strings() {
        use Scalar::{Float, Int, Null, Str};
        assert_eq!(resolve("1", Some("!!float")), Float(1.0));
        assert_eq!(resolve("12", Some("!local")), Str("12"));
        assert_eq!(resolve("12", Some("!<tag:yaml.org,2002:int>")), Int(12));
        assert_eq!(resolve("", Some("!!str")), Str(""));
        assert_eq!(resolve("", Some("!!null")), Null);
        assert_eq!(resolve_quoted("12", Some("!!int")), Int(12));
        assert_eq!(resolve_quoted("12", Some("!!binary")), Str("12"));
    }

    #[test]
    fn base64_and_the_names_of_floats_are_those_of_go() {
        assert_eq!(crate::yaml::base64::decode("aGk=").as_deref(), Some(&b"hi"[..]));
        assert_eq!(crate::yaml::base64::decode("aGVs\nbG8h").as_deref(), Some(&b"hello!"[..]));
        assert_eq!(crate::yaml::base64::decode("").as_deref(), Some(&b""[..]));
        for bad in ["a", "aGk", "aG=k", "a===", "!!!!"] {
            assert_eq!(crate::yaml::base64::decode(bad), None, "{bad}");
        }
        let rows =
            [(1.5, "1.5"), (1e6, "1e+06"), (100_000.0, "100000"), (0.0001, "0.0001"), (0.00001, "1e-05"), (-2.0, "-2")];
        for (value, name) in rows {
            assert_eq!(float_name(value), name);
        }
    }
}
