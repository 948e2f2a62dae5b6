//! Texts packed into texts: gzip, and what Helm keeps of a release. Bounded, so that no bomb goes off.

use super::base64;
use flate2::{Decompress, FlushDecompress};

/// Most bytes that come out of one value.
const MOST: usize = 1 << 20;

/// Most layers of base64 and gzip.
const DEPTH: usize = 4;

/// The text inside of gzip; at most a mebibyte of it.
pub(super) fn gunzip(bytes: &[u8]) -> Option<String> {
    let stream = deflated(bytes)?;
    let mut inflater = Decompress::new(false);
    let mut out = Vec::new();
    while out.len() < MOST {
        let before = (inflater.total_in(), out.len());
        out.reserve_exact((out.len().max(stream.len()) * 2).clamp(1 << 10, MOST) - out.len().min(MOST - 1));
        let rest = stream.get(usize::try_from(inflater.total_in()).ok()?..).unwrap_or_default();
        // What was read before an error or the end is still what it says.
        let step = inflater.decompress_vec(rest, &mut out, FlushDecompress::None);
        let stuck = before == (inflater.total_in(), out.len());
        if stuck || !matches!(step, Ok(flate2::Status::Ok | flate2::Status::BufError)) {
            break;
        }
    }
    out.truncate(MOST);
    let valid = std::str::from_utf8(&out).map_or_else(|error| error.valid_up_to(), str::len);
    out.truncate(valid);
    String::from_utf8(out).ok().filter(|it| !it.is_empty())
}

/// What stands behind the header of gzip (RFC 1952).
fn deflated(bytes: &[u8]) -> Option<&[u8]> {
    let [0x1f, 0x8b, 8, flags, _, _, _, _, _, _, rest @ ..] = bytes else { return None };
    let mut rest = rest;
    if flags & 4 != 0 {
        let (length, behind) = rest.split_first_chunk::<2>()?;
        rest = behind.get(usize::from(u16::from_le_bytes(*length))..)?;
    }
    // A name and a comment end in a zero.
    for flag in [8, 16] {
        if flags & flag != 0 {
            rest = &rest[rest.iter().position(|it| *it == 0)? + 1..];
        }
    }
    if flags & 2 != 0 { rest.get(2..) } else { Some(rest) }
}

/// The text inside of layers of base64 and gzip, whichever they are.
pub(super) fn text(bytes: &[u8]) -> Option<String> {
    let mut current = bytes.to_vec();
    let mut packed = false;
    for _ in 0..DEPTH {
        if let Some(inner) = gunzip(&current) {
            (current, packed) = (inner.into_bytes(), true);
            continue;
        }
        // Base64 of gzip: the first bytes of every such stream.
        let Some(inner) =
            std::str::from_utf8(&current).ok().filter(|it| it.starts_with("H4sI")).and_then(base64::decode)
        else {
            break;
        };
        current = inner;
    }
    packed.then(|| String::from_utf8(current).ok()).flatten()
}

/// What a release of Helm was installed with, and what it made: the texts that may hold secrets. `data` is the entry of the Secret.
pub(super) fn release(data: &str) -> Option<(serde_json::Value, String)> {
    let decoded = base64::decode(data)?;
    let json: serde_json::Value = serde_json::from_str(&text(&decoded)?).ok()?;
    let manifest = json.get("manifest").and_then(|it| it.as_str()).unwrap_or_default().to_owned();
    Some((json.get("config").cloned().unwrap_or_default(), manifest))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use flate2::{Compress, Compression, FlushCompress};

    pub(in super::super) fn gzip(text: &[u8]) -> Vec<u8> {
        let mut deflated = Vec::with_capacity(text.len() + 128);
        let mut deflater = Compress::new(Compression::best(), false);
        deflater.compress_vec(text, &mut deflated, FlushCompress::Finish).unwrap();
        // With a name, as the command writes it.
        [&[0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 255], b"a.yaml\0".as_slice(), &deflated].concat()
    }

    #[test]
    fn layers_come_off_one_by_one() {
        let packed = gzip(b"password: abc");
        assert_eq!(text(&packed).as_deref(), Some("password: abc"));
        let encoded = base64::tests::encode(&packed);
        assert_eq!(text(encoded.as_bytes()).as_deref(), Some("password: abc"));
        assert_eq!(text(b"plain"), None);
        let json = r#"{"config": {"password": "abc"}, "manifest": "kind: Secret"}"#;
        let data = base64::tests::encode(base64::tests::encode(&gzip(json.as_bytes())).as_bytes());
        let (config, manifest) = release(&data).unwrap();
        assert_eq!((config["password"].as_str(), manifest.as_str()), (Some("abc"), "kind: Secret"));
    }

    #[test]
    fn bombs_are_cut_short() {
        let bomb = gzip(&vec![b'a'; 64 << 20]);
        assert!(bomb.len() < 100_000);
        assert_eq!(gunzip(&bomb).map(|it| it.len()), Some(MOST));
        // A stream in a stream in a stream, deeper than anyone packs.
        let mut nested = b"password: abc".to_vec();
        for _ in 0..=DEPTH {
            nested = base64::tests::encode(&gzip(&nested)).into_bytes();
        }
        assert!(text(&nested).is_none_or(|it| !it.contains("password")));
        assert_eq!(gunzip(&gzip(b"abcdefgh")[..10]), None, "cut off");
    }
}
