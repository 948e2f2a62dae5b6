//! `cargo bench --bench run`: what a whole run costs against building the trees, how cost grows, a cold start, memory.
//!
//! Every figure is a ratio of two things measured in this one run, in turn; times alone say little on shared machines.

#[path = "support/generate.rs"]
mod generate;

#[path = "support/measure.rs"]
mod measure;

use holdshort::config::{self, Flags, Policy};
use holdshort::engine::{self, Input};
use holdshort::source::{Role, Source, Sources};
use measure::{Child, cpu, median};
use std::path::{Path, PathBuf};

const ROUNDS: usize = 9;

#[expect(clippy::print_stdout, reason = "a bench prints its figures")]
fn main() {
    if measure::measured() {
        return;
    }
    let corpora = measure::corpora();
    let small = measure::folder(&generate::repository(1_000));
    let large = measure::folder(&generate::repository(10_000));

    println!("full default run against building the trees (CPU of one thread, median of {ROUNDS})");
    let named = [("corpora", corpora.clone()), ("1,000 deployments", Some(small.path().into()))];
    for (name, folder) in named.iter().filter_map(|(name, folder)| Some((*name, folder.as_deref()?))) {
        against_trees(name, "default", folder, &default());
        against_trees(name, "every rule", folder, &Policy::default());
    }

    println!("\nsecrets (CPU of one thread beyond the trees, median of {ROUNDS})");
    for (name, folder) in named.iter().filter_map(|(name, folder)| Some((*name, folder.as_deref()?))) {
        secrets(name, read(folder));
    }
    let mut adversarial = Sources::new();
    let signs = "AbC1/+xY9=:@ password=eyJhbGciOiJIUzI1NiJ9.".repeat((4 << 20) / 43);
    adversarial.add(Source::new(
        "map.yaml",
        format!("apiVersion: v1\nkind: ConfigMap\ndata:\n  a: '{signs}'\n"),
        Role::Report,
    ));
    secrets("one line of 4 MiB", adversarial);

    println!("\nten times the input");
    let (once, tenfold) = (
        Input { sources: read(small.path()), ..Input::default() },
        Input { sources: read(large.path()), ..Input::default() },
    );
    let policy = default();
    let ratios: Vec<f64> = (0..3)
        .map(|_| {
            let one = cpu(|| drop(engine::check(&once, &policy)));
            cpu(|| drop(engine::check(&tenfold, &policy))) / one
        })
        .collect();
    println!("  {} -> {} bytes: {:.2} times the CPU", bytes(&once.sources), bytes(&tenfold.sources), median(ratios));

    println!("\nwhole processes (release build)");
    let tiny = measure::folder(&[(
        "pod.yaml".to_owned(),
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: a:1}]}\n".to_owned(),
    )]);
    let file = tiny.path().join("pod.yaml");
    let cold: Vec<f64> = (0..31)
        .map(|_| {
            Child::run(holdshort(), &["check", "-q"], &file).wall - Child::run(Path::new("/bin/true"), &[], &file).wall
        })
        .collect();
    println!("  one small file, cold: {:.2} ms more than `true`", median(cold) * 1e3);
    let mut folders: Vec<(&str, PathBuf)> =
        vec![("1,000 deployments", small.path().into()), ("10,000 deployments", large.path().into())];
    folders.extend(corpora.map(|it| ("corpora", it)));
    for (name, folder) in folders {
        let runs: Vec<Child> =
            (0..5).map(|_| Child::run(holdshort(), &["check", "-q", "--isolated"], &folder)).collect();
        let size = bytes(&read(&folder)) as f64;
        let peak = median(runs.iter().map(|it| it.peak).collect());
        println!(
            "  {name}: wall {:.0} ms, CPU {:.0} ms, peak memory {:.1} MiB = {:.1} times the input",
            median(runs.iter().map(|it| it.wall).collect()) * 1e3,
            median(runs.iter().map(|it| it.cpu).collect()) * 1e3,
            peak / 1_048_576.0,
            peak / size,
        );
    }
}

/// What `check` does without a configuration.
fn default() -> Policy {
    let nothing = |path: &Path| Err(format!("nothing to read at {}", path.display()));
    let configuration = config::resolve(None, &Flags::default(), &nothing).expect("the embedded rulesets");
    configuration.policy("").expect("the embedded rulesets")
}

fn holdshort() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_holdshort"))
}

#[expect(clippy::print_stdout, reason = "a bench prints its figures")]
fn against_trees(name: &str, rules: &str, folder: &Path, policy: &Policy) {
    let input = Input { sources: read(folder), ..Input::default() };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool of one thread");
    pool.install(|| {
        let mut findings = 0;
        let ratios: Vec<(f64, f64)> = (0..ROUNDS)
            .map(|_| {
                let trees = cpu(|| drop(engine::parse(&input.sources)));
                let full = cpu(|| findings = engine::check(&input, policy).findings.len());
                (trees, full)
            })
            .collect();
        let trees = median(ratios.iter().map(|it| it.0).collect());
        let size = bytes(&input.sources) as f64;
        println!(
            "  {name}, {rules}: {size} bytes, trees {:.1} ms ({:.0} MB/s), full run {:.2} times that, {findings} findings",
            trees * 1e3,
            size / trees / 1e6,
            median(ratios.iter().map(|it| it.1 / it.0).collect()),
        );
    });
}

/// What the rules about secrets take beyond reading and indexing.
#[expect(clippy::print_stdout, reason = "a bench prints its figures")]
fn secrets(name: &str, sources: Sources) {
    let input = Input { sources, ..Input::default() };
    let only = |keep: fn(&str) -> bool| {
        let mut policy = Policy::default();
        policy.rules.retain(|it| keep(it.category()));
        policy
    };
    // With no rule at all, trees and the index are built all the same.
    let (none, with) = (only(|_| false), only(|it| it == "secret"));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool of one thread");
    let times: Vec<f64> = pool.install(|| {
        let round = |_| {
            let base = cpu(|| drop(engine::check(&input, &none)));
            (cpu(|| drop(engine::check(&input, &with))) - base).max(1e-6)
        };
        (0..ROUNDS).map(round).collect()
    });
    let (size, time) = (bytes(&input.sources) as f64, median(times));
    println!("  {name}: {:.1} ms, {:.0} MB/s", time * 1e3, size / time / 1e6);
}

fn bytes(sources: &Sources) -> usize {
    sources.iter().map(|(_, source)| source.text().len()).sum()
}

fn read(folder: &Path) -> Sources {
    let mut sources = Sources::new();
    for (name, text) in measure::files(folder) {
        sources.add(Source::new(name, text, Role::Report));
    }
    sources
}
