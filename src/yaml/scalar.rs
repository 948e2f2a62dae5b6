//! What a scalar means to Kubernetes: the resolver of go-yaml v2, which sigs.k8s.io/yaml uses (source: `resolve.go` of
//! go.yaml.in/yaml/v2 2.4.4). It is neither YAML 1.1 nor 1.2: `yes` is true, `0644` is 420, `08` is 8.0, `1_000` is 1000.

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

/// The type of a scalar without quotes. `tag` is the tag as written, such as `!!str`.
pub(super) fn resolve<'a>(text: &'a str, tag: Option<&str>) -> Scalar<'a> {
    match tag {
        None => plain(text),
        Some("!!str" | "!" | "!!binary" | "tag:yaml.org,2002:str") => Scalar::Str(text),
        Some("!!float") => match plain(text) {
            Scalar::Int(it) => Scalar::Float(it as f64),
            Scalar::Uint(it) => Scalar::Float(it as f64),
            other => other,
        },
        Some(_) => plain(text),
    }
}

/// The type of a scalar in quotes or of a block scalar: a string, unless a tag says otherwise.
pub(super) fn resolve_quoted<'a>(text: &'a str, tag: Option<&str>) -> Scalar<'a> {
    match tag {
        Some("!!int" | "!!float" | "!!bool" | "!!null") => plain(text),
        _ => Scalar::Str(text),
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
    match text {
        "~" | "null" | "Null" | "NULL" => Scalar::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" | "true" | "True" | "TRUE" => Scalar::Bool(true),
        "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" | "false" | "False" | "FALSE" => Scalar::Bool(false),
        _ => Scalar::Str(text),
    }
}

fn number(text: &str) -> Option<Scalar<'_>> {
    match text {
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => return Some(Scalar::Float(f64::INFINITY)),
        "-.inf" | "-.Inf" | "-.INF" => return Some(Scalar::Float(f64::NEG_INFINITY)),
        ".nan" | ".NaN" | ".NAN" => return Some(Scalar::Float(f64::NAN)),
        _ => {}
    }
    let digits: String = text.chars().filter(|&c| c != '_').collect();
    integer(&digits).or_else(|| float(&digits))
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
    (whole && power).then(|| text.parse().ok().map(Scalar::Float)).flatten()
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
        ];
        for (text, expected) in rows {
            assert_eq!(resolve(text, None), expected, "{text:?}");
        }
        assert!(matches!(resolve(".nan", None), Float(it) if it.is_nan()));
        assert_eq!(resolve_quoted("yes", None), Str("yes"));
        assert_eq!(resolve("yes", Some("!!str")), Str("yes"));
    }
}
