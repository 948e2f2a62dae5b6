//! How credentials prove themselves without asking anyone: checksums and what must be inside.

use super::base64;
use super::formats::Check;

/// Whether a credential proves itself; one that cannot is taken for valid.
pub(super) fn is_valid(check: Check, token: &str) -> bool {
    match check {
        Check::None => true,
        Check::Crc62 => {
            let Some(body) = token.split_once('_').map(|(_, body)| body) else { return false };
            body.len() == 36 && base62(crc32(&body.as_bytes()[..30])) == body[30..]
        }
        Check::Grafana => {
            let Some((body, sum)) = token.rsplit_once('_') else { return false };
            let bytes = crc32(body.as_bytes()).to_le_bytes();
            bytes.iter().map(|it| format!("{it:02x}")).collect::<String>() == sum
        }
        Check::Macaroon => is_macaroon(token),
        Check::Bech32 => is_bech32(token),
        Check::Nkey => is_nkey(token),
        Check::Json => {
            let Some(at) = token.find("eyJ") else { return false };
            // Some write a signature behind it.
            let body = token[at..].split(['_', '.']).next().unwrap_or_default();
            let whole = base64::decode(&token[at..]).or_else(|| base64::decode(body));
            whole.is_some_and(|it| serde_json::from_slice::<serde_json::Value>(&it).is_ok_and(|it| it.is_object()))
                || base64::decode(body).is_some_and(|it| serde_json::from_slice::<serde_json::Value>(&it).is_ok())
        }
    }
}

/// Version 2, whose first field says which index it is for.
fn is_macaroon(token: &str) -> bool {
    let bytes = token.strip_prefix("pypi-").and_then(base64::decode).unwrap_or_default();
    let [2, 1, length, rest @ ..] = bytes.as_slice() else { return false };
    let place = rest.get(..usize::from(*length)).unwrap_or_default();
    matches!(place, b"pypi.org" | b"test.pypi.org")
}

/// CRC-32 as IEEE 802.3 has it.
pub(super) fn crc32(bytes: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for &byte in bytes {
        sum ^= u32::from(byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 };
        }
    }
    !sum
}

/// Six digits in base 62, `0-9A-Za-z`.
pub(super) fn base62(mut number: u32) -> String {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut digits = [b'0'; 6];
    for digit in digits.iter_mut().rev() {
        *digit = DIGITS[(number % 62) as usize];
        number /= 62;
    }
    digits.iter().map(|&it| char::from(it)).collect()
}

/// Five bits a character, as Bech32 and base32 count them.
fn fives(text: &str, alphabet: &[u8; 32]) -> Option<Vec<u8>> {
    let digit = |it: u8| alphabet.iter().position(|&sign| sign == it).map(|it| it as u8);
    text.bytes().map(digit).collect()
}

/// BIP 173: the polynomial over the part before the last `1` and all after it leaves 1.
fn is_bech32(token: &str) -> bool {
    let lower = token.to_ascii_lowercase();
    let Some((prefix, data)) = lower.rsplit_once('1') else { return false };
    let Some(data) = fives(data, b"qpzry9x8gf2tvdw0s3jn54khce6mua7l") else { return false };
    let expanded = prefix.bytes().map(|it| it >> 5).chain([0]).chain(prefix.bytes().map(|it| it & 31)).chain(data);
    polymod(expanded) == 1
}

fn polymod(values: impl Iterator<Item = u8>) -> u32 {
    const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    values.fold(1, |sum, value| {
        let top = sum >> 25;
        let sum = (sum & 0x01ff_ffff) << 5 ^ u32::from(value);
        GENERATOR.iter().enumerate().filter(|(at, _)| top >> at & 1 == 1).fold(sum, |sum, (_, it)| sum ^ it)
    })
}

/// NATS: base32 with the CRC-16 (XMODEM) of all before it in the last two bytes, little-endian.
fn is_nkey(token: &str) -> bool {
    let Some(fives) = fives(token, b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") else { return false };
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0_u32, 0);
    for five in fives {
        bits = bits << 5 | u32::from(five);
        count += 5;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    let Some((body, sum)) = bytes.split_last_chunk::<2>().map(|(body, sum)| (body, u16::from_le_bytes(*sum))) else {
        return false;
    };
    crc16(body) == sum
}

fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |sum, &byte| {
        (0..8).fold(sum ^ u16::from(byte) << 8, |sum, _| if sum & 0x8000 == 0 { sum << 1 } else { sum << 1 ^ 0x1021 })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_have_their_check_values() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(crc16(b"123456789"), 0x31c3);
        // Test vectors of BIP 173.
        assert!(is_bech32("A12UEL5L") && is_bech32("split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w"));
        assert!(!is_bech32("split1checkupstagehandshakeupstreamerranterredcaperred2y9e2w"));
    }

    #[test]
    fn a_good_sum_passes_and_a_changed_character_does_not() {
        let grafana = |body: &str| {
            let token = format!("glsa{}{body}", '_');
            let sum: String = crc32(token.as_bytes()).to_le_bytes().iter().map(|it| format!("{it:02x}")).collect();
            format!("{token}_{sum}")
        };
        let good = grafana("q7Vd0ZkT3mWb8XnRc5LhJ2sYfG9pAeK1");
        assert!(is_valid(Check::Grafana, &good));
        assert!(!is_valid(Check::Grafana, &good.replace("q7", "q8")));
        let body = "q7Vd0ZkT3mWb8XnRc5LhJ2sYfG9pAe";
        for prefix in ["ghp", "gho", "ghu", "ghs", "ghr", "npm"] {
            let good = format!("{prefix}_{body}{}", base62(crc32(body.as_bytes())));
            assert!(is_valid(Check::Crc62, &good));
            assert!(!is_valid(Check::Crc62, &good.replace("q7", "q8")));
        }
        let seed = nkey(&[0x90, 0xa0].iter().chain(&[7; 32]).copied().collect::<Vec<u8>>());
        assert!(is_valid(Check::Nkey, &seed) && seed.len() == 58, "{seed}");
        assert!(!is_valid(Check::Nkey, &seed.replacen('H', "I", 1)));
        let macaroon = |place: &str| {
            let bytes = [&[2, 1, place.len() as u8], place.as_bytes(), &[2, 36], &[7; 120]].concat();
            format!("pypi-{}", base64::tests::encode(&bytes))
        };
        assert!(
            is_valid(Check::Macaroon, &macaroon("pypi.org")) && is_valid(Check::Macaroon, &macaroon("test.pypi.org"))
        );
        assert!(!is_valid(Check::Macaroon, &macaroon("pypi.test")));
        let json = super::super::jwt::tests::encode("{\"url\":\"https://a.test\",\"org\":\"a\"}");
        assert!(is_valid(Check::Json, &format!("sntrys_{json}_Zq7k")));
        assert!(!is_valid(Check::Json, &format!("sntrys_{}_Zq7k", &json[..json.len() - 4])));
    }

    /// A seed with its sum.
    fn nkey(body: &[u8]) -> String {
        let bytes: Vec<u8> = body.iter().copied().chain(crc16(body).to_le_bytes()).collect();
        let (mut out, mut bits, mut count) = (String::new(), 0_u32, 0);
        for byte in bytes {
            bits = bits << 8 | u32::from(byte);
            count += 8;
            while count >= 5 {
                count -= 5;
                out.push(char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[(bits >> count & 31) as usize]));
                bits &= (1 << count) - 1;
            }
        }
        if count > 0 {
            out.push(char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[(bits << (5 - count) & 31) as usize]));
        }
        out
    }
}
