//! Damaged manifests: the fast path may refuse, but never accept what libyaml refuses, and never see another tree.
//!
//! `HOLDSHORT_MUTANTS` sets how many (200,000), `HOLDSHORT_SEED` where the numbers begin (1).

use crate::compare::{self, Report};
use crate::corpus;
use crate::mutate::{Random, mutate};
use rayon::prelude::*;

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|it| it.parse().ok()).unwrap_or(default)
}

#[test]
fn mutants_read_the_same_every_way() {
    let mut seeds: Vec<String> = corpus::testdata("ok").into_iter().map(|(_, text)| text).collect();
    if std::env::var_os("HOLDSHORT_SHARED_SEEDS").is_some() {
        let pieces = corpus::shared().into_iter().flat_map(|(_, text)| {
            text.split("\n---").filter(|it| it.len() < 3_000).map(str::to_owned).collect::<Vec<_>>()
        });
        seeds.extend(pieces);
    }
    let first = setting("HOLDSHORT_SEED", 1) * 1_000_000_000;
    let count = setting("HOLDSHORT_MUTANTS", 200_000);
    let total = (first..first + count)
        .into_par_iter()
        .map(|number| {
            let mut random = Random::new(number);
            let text = mutate(&seeds[random.below(seeds.len())], &mut random);
            let mut report = compare::check(&text);
            report.wrong.iter_mut().chain(&mut report.disputed).for_each(|it| *it = format!("{it}\n{text:?}\n"));
            report
        })
        .reduce(Report::default, |mut a, b| {
            a.wrong.extend(b.wrong);
            a.disputed.extend(b.disputed);
            a.accepted += b.accepted;
            a.rescued += b.rescued;
            a.declined += b.declined;
            a.rejected += b.rejected;
            a
        });
    println!(
        "{count} mutants: {} documents read by the fast path ({} refused by granit), {} by granit alone, {} refused; {} disputed",
        total.accepted,
        total.rescued,
        total.declined,
        total.rejected,
        total.disputed.len()
    );
    if let Some(path) = std::env::var_os("HOLDSHORT_DISPUTES") {
        std::fs::write(path, total.disputed.join("\n")).unwrap();
    }
    let some = total.wrong.iter().take(20).cloned().collect::<Vec<_>>().join("\n");
    assert!(total.wrong.is_empty(), "{} wrong:\n{some}", total.wrong.len());
}
