//! Private keys without armour: DER as PKCS #8, PKCS #1 and SEC 1 have it, and the containers of OpenSSH.

/// What a private key in bytes is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Whoever has it can use it.
    Plain,
    /// A passphrase protects it.
    Encrypted,
}

/// Reads a private key; `None` for certificates, public keys and all else.
pub(super) fn private_key(bytes: &[u8]) -> Option<Form> {
    let (SEQUENCE, body, _) = element(bytes)? else { return None };
    let (tag, first, rest) = element(body)?;
    match tag {
        INTEGER if first.len() == 1 => {
            let (second, content, rest) = element(rest)?;
            let plain = match second {
                // PKCS #8: version, algorithm, the key as a string of octets.
                SEQUENCE => element(content)?.0 == IDENTIFIER && element(rest)?.0 == OCTETS,
                // SEC 1: version 1, a scalar of the curve.
                OCTETS => first == [1] && (20..=66).contains(&content.len()),
                // PKCS #1: version, modulus, exponents, primes.
                INTEGER => content.len() >= 64 && integers(rest) >= 7,
                _ => false,
            };
            plain.then_some(Form::Plain)
        }
        // PKCS #8, encrypted: a scheme for passwords, and octets.
        SEQUENCE => {
            let (IDENTIFIER, scheme, _) = element(first)? else { return None };
            // PKCS #5, and those of PKCS #12.
            let of_passwords = scheme.starts_with(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05])
                || scheme.starts_with(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c]);
            let (tag, octets, end) = element(rest)?;
            (of_passwords && tag == OCTETS && octets.len() >= 32 && end.is_empty()).then_some(Form::Encrypted)
        }
        _ => None,
    }
}

/// Whether what stands inside of the armour of OpenSSH is encrypted; `None` where it is no such container.
pub(super) fn openssh(bytes: &[u8]) -> Option<Form> {
    let rest = bytes.strip_prefix(b"openssh-key-v1\0")?;
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let cipher = rest.get(..u32::from_be_bytes(*length) as usize)?;
    Some(if cipher == b"none" { Form::Plain } else { Form::Encrypted })
}

const INTEGER: u8 = 0x02;
const OCTETS: u8 = 0x04;
const IDENTIFIER: u8 = 0x06;
const SEQUENCE: u8 = 0x30;

fn integers(mut rest: &[u8]) -> usize {
    let mut count = 0;
    while let Some((INTEGER, _, next)) = element(rest) {
        (rest, count) = (next, count + 1);
    }
    count
}

/// Tag, content, and what follows.
fn element(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = bytes.split_first()?;
    let (&short, rest) = rest.split_first()?;
    let (length, rest) = if short < 0x80 {
        (usize::from(short), rest)
    } else {
        // Four bytes of length are more than any key has.
        let count = usize::from(short & 0x7f);
        let digits = rest.get(..count).filter(|_| (1..=4).contains(&count))?;
        (digits.iter().fold(0, |sum, &it| sum << 8 | usize::from(it)), &rest[count..])
    };
    Some((tag, rest.get(..length)?, &rest[length..]))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// An element of DER.
    pub(in super::super) fn der(tag: u8, content: &[u8]) -> Vec<u8> {
        let length = content.len();
        let mut out = vec![tag];
        if length < 0x80 {
            out.push(length as u8);
        } else {
            out.extend([0x82, (length >> 8) as u8, length as u8]);
        }
        out.extend(content);
        out
    }

    /// A key of PKCS #8, of Ed25519, with a made-up scalar.
    pub(in super::super) fn ed25519() -> Vec<u8> {
        let algorithm = der(SEQUENCE, &der(IDENTIFIER, &[0x2b, 0x65, 0x70]));
        let scalar: Vec<u8> = (0..32).map(|it| it * 7 + 3).collect();
        der(SEQUENCE, &[der(INTEGER, &[0]), algorithm, der(OCTETS, &der(OCTETS, &scalar))].concat())
    }

    #[test]
    fn keys_are_told_from_certificates() {
        assert_eq!(private_key(&ed25519()), Some(Form::Plain));
        let numbers = [der(INTEGER, &[0]), der(INTEGER, &[9; 128])].concat();
        let rsa =
            der(SEQUENCE, &[numbers, [der(INTEGER, &[1, 0, 1]), der(INTEGER, &[5; 64])].concat().repeat(4)].concat());
        assert_eq!(private_key(&rsa), Some(Form::Plain));
        let curve = der(SEQUENCE, &[der(INTEGER, &[1]), der(OCTETS, &[7; 32])].concat());
        assert_eq!(private_key(&curve), Some(Form::Plain));
        let scheme = der(IDENTIFIER, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0d]);
        let sealed = der(SEQUENCE, &[der(SEQUENCE, &scheme), der(OCTETS, &[7; 64])].concat());
        assert_eq!(private_key(&sealed), Some(Form::Encrypted));
        // A certificate: its first part is a sequence that begins with a version, and a bit string ends it.
        let certificate =
            der(SEQUENCE, &[der(SEQUENCE, &der(INTEGER, &[2])), der(SEQUENCE, &scheme), der(3, &[7; 64])].concat());
        assert_eq!(private_key(&certificate), None);
        let public = der(SEQUENCE, &[der(SEQUENCE, &der(IDENTIFIER, &[0x2b, 0x65, 0x70])), der(3, &[7; 33])].concat());
        assert_eq!(private_key(&public), None);
        for cut in 0..rsa.len() {
            assert_eq!(private_key(&rsa[..cut]), None, "cut at {cut}");
        }
        assert_eq!(private_key(&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff]), None);
    }

    #[test]
    fn the_cipher_of_openssh_decides() {
        assert_eq!(openssh(b"openssh-key-v1\0\0\0\0\x04none\0\0\0\x04none"), Some(Form::Plain));
        assert_eq!(openssh(b"openssh-key-v1\0\0\0\0\x0aaes256-ctr\0\0"), Some(Form::Encrypted));
        assert_eq!(openssh(b"openssh-key-v1\0\xff\xff\xff\xff"), None);
        assert_eq!(openssh(b"other"), None);
    }
}
