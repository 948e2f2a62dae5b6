//! Image references, parsed as the distribution project parses them (`reference/normalize.go`).

/// A reference such as `registry.example.com:5000/team/app:1.2@sha256:…`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Image<'a> {
    /// As written.
    pub text: &'a str,
    /// Registry host with port; `docker.io` where none is written.
    pub registry: &'a str,
    /// Path as written, without registry: `nginx`, `team/app`.
    pub path: &'a str,
    /// Tag, where written.
    pub tag: Option<&'a str>,
    /// `algorithm:hex`, where written.
    pub digest: Option<&'a str>,
    /// No namespace on Docker Hub is written: `nginx` is `docker.io/library/nginx`.
    pub library: bool,
}

impl<'a> Image<'a> {
    /// Parses a reference; `None` where it is not one (empty, upper case in the path, blanks, template text).
    pub fn parse(text: &'a str) -> Option<Self> {
        let bytes = text.as_bytes();
        let find = |range: std::ops::Range<usize>, byte: u8| {
            bytes[range.clone()].iter().position(|&it| it == byte).map(|at| range.start + at)
        };
        let at_sign = find(0..bytes.len(), b'@');
        let end = at_sign.unwrap_or(bytes.len());
        let digest = at_sign.map(|at| &text[at + 1..]);
        if let Some(digest) = digest {
            let (algorithm, hex) = digest.split_once(':')?;
            let sound = !algorithm.is_empty() && hex.len() >= 32 && hex.bytes().all(|b| b.is_ascii_hexdigit());
            if !sound {
                return None;
            }
        }
        let slash = bytes[..end].iter().rposition(|&it| it == b'/').map_or(0, |at| at + 1);
        let colon = find(slash..end, b':');
        let name = &text[..colon.unwrap_or(end)];
        let tag = colon.map(|at| &text[at + 1..end]);
        if tag.is_some_and(|tag| !is_tag(tag)) {
            return None;
        }
        let host = find(0..name.len(), b'/').map(|at| (&name[..at], &name[at + 1..]));
        let (registry, path) = match host {
            Some((host, path)) if host.bytes().any(|b| matches!(b, b'.' | b':')) || host == "localhost" => (host, path),
            _ => ("docker.io", name),
        };
        // Parts between slashes are not empty.
        let mut before = b'/';
        let sound = path.bytes().all(|b| {
            let empty = b == b'/' && before == b'/';
            before = b;
            !empty && (b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'_' | b'-' | b'/'))
        });
        let sound = sound && before != b'/';
        let library = matches!(registry, "docker.io" | "index.docker.io") && !path.bytes().any(|b| b == b'/');
        sound.then_some(Self { text, registry, path, tag, digest, library })
    }

    /// Registry and path in full: `docker.io/library/nginx`.
    pub fn repository(self) -> String {
        let registry = if self.registry == "index.docker.io" { "docker.io" } else { self.registry };
        let library = if self.library { "library/" } else { "" };
        format!("{registry}/{library}{}", self.path)
    }

    /// Last part of the path: `controller` of `ingress-nginx/controller`.
    pub fn base_name(self) -> &'a str {
        self.path.rsplit('/').next().unwrap_or(self.path)
    }

    /// Whether what it names can change under the same name: no digest and no tag, or `latest`.
    pub fn is_latest(self) -> bool {
        self.digest.is_none() && self.tag.is_none_or(|tag| tag == "latest")
    }
}

fn is_tag(text: &str) -> bool {
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    text.len() <= 128
        && text.bytes().next().is_some_and(word)
        && text.bytes().all(|b| word(b) || b == b'.' || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_not_a_tag() {
        let image = Image::parse("localhost:5000/app").unwrap();
        assert_eq!((image.registry, image.path, image.tag), ("localhost:5000", "app", None));
        assert!(image.is_latest());
    }

    #[test]
    fn docker_hub_is_implied() {
        assert_eq!(Image::parse("nginx").unwrap().repository(), "docker.io/library/nginx");
        assert_eq!(Image::parse("bitnami/redis:7").unwrap().repository(), "docker.io/bitnami/redis");
        assert_eq!(Image::parse("gcr.io/a/b:v1").unwrap().repository(), "gcr.io/a/b");
    }

    #[test]
    fn a_digest_pins_whatever_the_tag() {
        let text = format!("nginx:latest@sha256:{}", "a".repeat(64));
        assert!(!Image::parse(&text).unwrap().is_latest());
        assert_eq!(Image::parse("nginx@sha256:zz"), None);
    }

    #[test]
    fn what_is_no_reference_is_refused() {
        for text in ["", "Nginx", "a b", "{{ .Values.image }}", "$(IMAGE)", "a//b", ":tag", "nginx:"] {
            assert_eq!(Image::parse(text), None, "{text:?}");
        }
    }
}
