//! Paths as policies see them: normalised as the mesh says, without query and fragment.

/// The path that is matched. `mode` is a value of `pathNormalization.normalization`.
pub(super) fn normalize(path: &str, mode: &str) -> String {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    if mode == "NONE" {
        return path.to_owned();
    }
    let decodes = mode == "DECODE_AND_MERGE_SLASHES";
    let decoded = decode(path, |byte| {
        byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || decodes && (byte == b'/' || byte == b'\\')
    });
    let clean = without_dots(&decoded.replace('\\', "/"));
    if mode == "BASE" { clean } else { merged(&clean) }
}

/// The path that all normalisation leads to.
pub fn normalized_path(path: &str) -> String {
    normalize(path, "DECODE_AND_MERGE_SLASHES")
}

/// Takes back the escapes of some bytes.
fn decode(path: &str, wanted: impl Fn(u8) -> bool) -> String {
    let bytes = path.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escaped = path.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        match escaped.and_then(|it| u8::from_str_radix(it, 16).ok()).filter(|it| wanted(*it)) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Without `.` and `..`.
fn without_dots(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    let all: Vec<&str> = path.split('/').collect();
    for (at, &part) in all.iter().enumerate() {
        let is_last = at + 1 == all.len();
        match part {
            "." | ".." => {
                if part == ".." && parts.len() > 1 {
                    parts.pop();
                }
                if is_last {
                    parts.push("");
                }
            }
            other => parts.push(other),
        }
    }
    parts.join("/")
}

fn merged(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for c in path.chars() {
        if c != '/' || !out.ends_with('/') {
            out.push(c);
        }
    }
    out
}

/// Whether a path fits a template: `{*}` is one segment, `{**}` any number of them.
pub(super) fn fits_template(template: &str, path: &str) -> bool {
    fn fits(template: &[&str], path: &[&str]) -> bool {
        match (template, path) {
            ([], []) => true,
            (["{**}", rest @ ..], _) => (0..=path.len()).any(|it| fits(rest, &path[it..])),
            (["{*}", rest @ ..], [first, others @ ..]) => !first.is_empty() && fits(rest, others),
            ([one, rest @ ..], [other, others @ ..]) => one == other && fits(rest, others),
            _ => false,
        }
    }
    fits(&template.split('/').collect::<Vec<_>>(), &path.split('/').collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_mode_does_more_than_the_one_before() {
        let row = |path: &str| {
            ["NONE", "BASE", "MERGE_SLASHES", "DECODE_AND_MERGE_SLASHES"].map(|it| normalize(path, it)).join(" ")
        };
        assert_eq!(row("/a/../b?q=1"), "/a/../b /b /b /b");
        assert_eq!(row("/a//b"), "/a//b /a//b /a/b /a/b");
        assert_eq!(row("/a%2Fb"), "/a%2Fb /a%2Fb /a%2Fb /a/b");
        assert_eq!(row("/x\\a"), "/x\\a /x/a /x/a /x/a");
        assert_eq!(row("/x/%2e%2e/a"), "/x/%2e%2e/a /a /a /a");
        assert_eq!(row("/x/%2E%2e%2Fa"), "/x/%2E%2e%2Fa /x/..%2Fa /x/..%2Fa /a");
        assert_eq!(row("/../a/."), "/../a/. /a/ /a/ /a/");
    }

    #[test]
    fn templates_go_by_segments() {
        assert!(fits_template("/users/{*}", "/users/1"));
        assert!(!fits_template("/users/{*}", "/users/1/keys"));
        assert!(!fits_template("/users/{*}", "/users/"));
        assert!(fits_template("/users/{**}", "/users/1/keys"));
        assert!(fits_template("/a/{*}/c/{**}", "/a/b/c/d/e"));
    }
}
