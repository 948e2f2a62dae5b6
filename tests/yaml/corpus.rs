//! Texts to read.

use std::path::{Path, PathBuf};

/// All files of a folder below `testdata/yaml`, with their names.
pub(crate) fn testdata(folder: &str) -> Vec<(String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/yaml").join(folder);
    let all = read(&path);
    assert!(!all.is_empty(), "{} holds no file", path.display());
    all
}

/// The manifests of other projects, where they are at hand.
pub(crate) fn shared() -> Vec<(String, String)> {
    let shared = std::env::var_os("HOLDSHORT_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let path = shared.join("corpora");
    if !path.is_dir() {
        println!("skipped: no corpora at {}", path.display());
        return Vec::new();
    }
    read(&path)
}

fn read(folder: &Path) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for entry in entries.flatten() {
            let path = entry.path();
            let wanted = path.extension().is_some_and(|it| it == "yaml" || it == "yml" || it == "json");
            if path.is_dir() {
                folders.push(path);
            } else if wanted && let Ok(text) = std::fs::read_to_string(&path) {
                all.push((path.display().to_string(), text));
            }
        }
    }
    all.sort();
    all
}
