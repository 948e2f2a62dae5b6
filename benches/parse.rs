//! How fast trees are built: our parser, `granit-parser` alone into the same tree, and the bare events of libyaml, over the
//! same files in one run. The ratios are what counts; the machine decides about the rest.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![expect(clippy::disallowed_methods, reason = "a benchmark reads its files")]

use holdshort::source::SourceId;
use holdshort::yaml::{parse, testing};
use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

const ROUNDS: usize = 15;

fn main() {
    let mut all = corpora();
    if all.is_empty() {
        println!("no corpora: generated manifests");
        all.push(("generated".to_owned(), (0..2_000).map(manifest).collect()));
    }
    for (name, texts) in &all {
        measure(name, texts);
    }
    declined(&all);
}

fn measure(name: &str, texts: &[Arc<str>]) {
    let bytes: usize = texts.iter().map(|it| it.len()).sum();
    let mut times = [(); 3].map(|()| Vec::new());
    for _ in 0..ROUNDS {
        times[0].push(time(texts, |text| drop(black_box(parse(SourceId(0), Arc::clone(text))))));
        times[1].push(time(texts, |text| drop(black_box(testing::granit(SourceId(0), Arc::clone(text))))));
        times[2].push(time(texts, |text| {
            black_box(yaml_oracle::count(text.as_bytes()));
        }));
    }
    let median = times.map(|mut it| {
        it.sort();
        it[ROUNDS / 2].as_secs_f64()
    });
    let rate = median.map(|it| bytes as f64 / it / 1e6);
    println!(
        "{name:20} {:6.2} MB: ours {:7.1} MB/s, granit {:6.1} MB/s ({:.1} times), libyaml events {:6.1} MB/s ({:.1} times)",
        bytes as f64 / 1e6,
        rate[0],
        rate[1],
        rate[0] / rate[1],
        rate[2],
        rate[0] / rate[2],
    );
}

fn time(texts: &[Arc<str>], mut read: impl FnMut(&Arc<str>)) -> Duration {
    let start = Instant::now();
    texts.iter().for_each(&mut read);
    start.elapsed()
}

/// What the fast path left to granit, by reason.
fn declined(all: &[(String, Vec<Arc<str>>)]) {
    let mut reasons: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for text in all.iter().flat_map(|it| &it.1) {
        for (bytes, reason) in testing::fast(SourceId(0), Arc::clone(text)).1 {
            let entry = reasons.entry(reason.unwrap_or_else(|| "read".to_owned())).or_default();
            *entry = (entry.0 + 1, entry.1 + bytes);
        }
    }
    for (reason, (documents, bytes)) in reasons {
        println!("{reason:20} {documents:6} documents, {bytes:9} bytes");
    }
}

fn corpora() -> Vec<(String, Vec<Arc<str>>)> {
    let shared = std::env::var_os("HOLDSHORT_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let Ok(entries) = std::fs::read_dir(shared.join("corpora")) else { return Vec::new() };
    let mut all: Vec<_> = entries
        .flatten()
        .map(|it| (it.file_name().to_string_lossy().into_owned(), texts(&it.path())))
        .filter(|it| !it.1.is_empty())
        .collect();
    all.sort();
    all.push(("all".to_owned(), all.iter().flat_map(|it| it.1.clone()).collect()));
    all
}

fn texts(folder: &Path) -> Vec<Arc<str>> {
    let mut all = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else { return all };
    for path in entries.flatten().map(|it| it.path()) {
        if path.is_dir() {
            all.extend(texts(&path));
        } else if path.extension().is_some_and(|it| it == "yaml" || it == "yml" || it == "json") {
            all.extend(std::fs::read_to_string(&path).ok().map(Into::into));
        }
    }
    all
}

fn manifest(number: usize) -> Arc<str> {
    let text = include_str!("../testdata/yaml/ok/deployment.yaml");
    text.replace("name: web", &format!("name: web-{number}")).into()
}
