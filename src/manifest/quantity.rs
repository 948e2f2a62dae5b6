//! Resource quantities as Kubernetes defines them (apimachinery `api/resource/quantity.go`).

use crate::yaml::{Scalar, Value};
use std::cmp::Ordering;

/// A quantity as a whole number of billionths, rounded up as Kubernetes does: `100m` is 100,000,000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quantity(i128);

const NANO: i128 = 1_000_000_000;

impl Quantity {
    /// Reads a field that holds a quantity: a string or a number.
    pub fn of(value: Value<'_>) -> Option<Self> {
        match value.scalar()? {
            Scalar::Int(it) => Some(Self(i128::from(it) * NANO)),
            Scalar::Uint(it) => Some(Self(i128::from(it) * NANO)),
            Scalar::Float(_) => Self::parse(value.text()?),
            Scalar::Str(text) => Self::parse(text),
            _ => None,
        }
    }

    /// Parses `1.5Gi`, `100m`, `1e3`, `12E`; `None` where it is no quantity.
    pub fn parse(text: &str) -> Option<Self> {
        let body = text.strip_prefix(['+', '-']).unwrap_or(text);
        let sign = if text.starts_with('-') { -1 } else { 1 };
        let end = body.bytes().position(|it| !it.is_ascii_digit() && it != b'.').unwrap_or(body.len());
        let (number, suffix) = body.split_at(end);
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if number.is_empty() || number == "." || fraction.contains('.') || whole.len() > 20 {
            return None;
        }
        let fraction = &fraction[..fraction.len().min(15)];
        let digits = whole.bytes().chain(fraction.bytes()).fold(0i128, |sum, it| sum * 10 + i128::from(it - b'0'));
        let unit = 10i128.pow(fraction.len() as u32);
        let (factor, divisor) = scale(suffix)?;
        let nano = digits.checked_mul(factor)?.checked_mul(NANO)?;
        let divisor = unit.checked_mul(divisor)?;
        Some(Self(sign * ((nano + divisor - 1) / divisor)))
    }

    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// The sum.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// Whether it is zero: `0`, `0m`, `"0"`.
    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Whether it has a part below one, such as `500m` bytes.
    pub fn has_fraction(self) -> bool {
        self.0 % NANO != 0
    }

    /// How many times the other it is; `None` where that is zero or less.
    pub fn ratio(self, other: Self) -> Option<f64> {
        (other.0 > 0).then(|| self.0 as f64 / other.0 as f64)
    }

    /// How it compares.
    pub fn compare(self, other: Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}

/// What a suffix multiplies with and divides by.
fn scale(suffix: &str) -> Option<(i128, i128)> {
    let binary = |power: u32| Some((1i128 << (10 * power), 1));
    let decimal = |power: u32| Some((10i128.pow(power), 1));
    match suffix {
        "" => Some((1, 1)),
        "n" => Some((1, 1_000_000_000)),
        "u" => Some((1, 1_000_000)),
        "m" => Some((1, 1_000)),
        "k" => decimal(3),
        "M" => decimal(6),
        "G" => decimal(9),
        "T" => decimal(12),
        "P" => decimal(15),
        "E" => decimal(18),
        "Ki" => binary(1),
        "Mi" => binary(2),
        "Gi" => binary(3),
        "Ti" => binary(4),
        "Pi" => binary(5),
        "Ei" => binary(6),
        _ => {
            let power: i32 = suffix.strip_prefix(['e', 'E'])?.parse().ok()?;
            match power {
                0..=18 => decimal(power as u32),
                -18..=-1 => Some((1, 10i128.pow(power.unsigned_abs()))),
                _ => None,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_compare_by_value_not_by_text() {
        let q = |text| Quantity::parse(text).unwrap();
        assert_eq!(q("1"), q("1000m"));
        assert_eq!(q("1Ki"), q("1024"));
        assert_eq!(q("1e3"), q("1k"));
        assert_eq!(q("0.5Gi"), q("512Mi"));
        assert!(q("500m").has_fraction());
        assert!(q("0m").is_zero());
        assert!(q("1G") < q("1Gi"));
        assert_eq!(q("12E"), q("12e18"));
        assert_eq!(q("1Gi").ratio(q("512Mi")), Some(2.0));
        assert_eq!(q("1").ratio(q("0")), None);
        for text in ["", "Mi", "1.2.3", "1 Gi", "1gi", "1e99", ".", "-", "0x1"] {
            assert_eq!(Quantity::parse(text), None, "{text:?}");
        }
    }
}
