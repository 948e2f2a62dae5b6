//! Which files of a walk are manifests: by name where it says so, else by the first bytes.

/// How much of a file is looked at.
pub(super) const SNIFFED: u64 = 1024;

/// What a name says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ByName {
    /// YAML or JSON.
    Yaml,
    /// Something else.
    Other,
    /// Nothing: the content decides.
    Unknown,
}

/// Suffixes of what is no manifest, so that source trees and media are passed over without opening a file.
const OTHER: &str = "7z a adoc avi bat bin bmp bz2 c cc class cpp crt cs css csv dart db diff dll doc docx drawio dylib ex \
    exe exs gif go gradle gz h hcl hpp hs htm html ico img ipynb iso jar java jpeg jpg js jsonnet jsx kt \
    less libsonnet lock log lua m md mdx mjs mod mov mp3 mp4 o otf parquet patch pdf pem php pl png ppt \
    pptx proto ps1 py pyc r rb rego rlib rmeta rpm rs rst sass scala scss sh so sql sqlite sum svg swift \
    tar tf tfvars tgz tiff toml ts tsv tsx ttf vue war wasm wav webm webp woff woff2 xls xlsx xml xz zip \
    zst";

/// What the last component of a path says.
pub(super) fn by_name(file_name: &str) -> ByName {
    if file_name == "Kustomization" {
        return ByName::Yaml;
    }
    let Some((stem, suffix)) = file_name.rsplit_once('.') else { return ByName::Unknown };
    let suffix = suffix.to_ascii_lowercase();
    match suffix.as_str() {
        "yaml" | "yml" | "json" => ByName::Yaml,
        // A hidden file without a suffix: `.env`.
        _ if stem.is_empty() => ByName::Unknown,
        it if OTHER.split(' ').any(|other| other == it) => ByName::Other,
        _ => ByName::Unknown,
    }
}

/// Whether the first bytes of a file hold a line that begins with `apiVersion:` or `"apiVersion"`.
pub(super) fn looks_like_manifest(head: &[u8]) -> bool {
    if head.contains(&0) {
        return false;
    }
    head.split(|&it| it == b'\n').any(|line| {
        // A brace may open the object on the same line, and items of a list are indented.
        let line = line.trim_ascii_start();
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        let line = line.strip_prefix(b"{").map_or(line, <[u8]>::trim_ascii_start);
        line.starts_with(b"apiVersion:") || line.starts_with(b"\"apiVersion\"")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_decide_before_content_does() {
        assert_eq!(by_name("a.YAML"), ByName::Yaml);
        assert_eq!(by_name("Kustomization"), ByName::Yaml);
        assert_eq!(by_name("README.md"), ByName::Other);
        assert_eq!(by_name("deploy.yaml.tpl"), ByName::Unknown);
        assert_eq!(by_name("Makefile"), ByName::Unknown);
    }

    #[test]
    fn a_manifest_is_known_by_a_line_that_begins_with_its_version() {
        assert!(looks_like_manifest(b"# hi\r\napiVersion: v1\r\n"));
        assert!(looks_like_manifest(b"\xef\xbb\xbfapiVersion: v1"));
        assert!(looks_like_manifest(b"{\n  \"apiVersion\": \"v1\""));
        assert!(looks_like_manifest(b"{\"apiVersion\":\"v1\"}"));
        assert!(!looks_like_manifest(b"the field apiVersion: v1"));
        assert!(!looks_like_manifest(b"\0\napiVersion: v1"));
    }
}
