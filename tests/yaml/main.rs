//! The YAML front end against other readers: the fast path, `granit-parser` and libyaml must see the same documents.

#![expect(clippy::disallowed_methods, reason = "tests read files and settings")]
#![expect(clippy::print_stdout, reason = "figures and what was skipped, shown with --nocapture")]

mod compare;
mod corpus;
mod differences;
mod hostile;
mod json;
mod mutants;
mod mutate;
mod problems;

use holdshort::source::SourceId;
use holdshort::yaml::testing;

#[test]
fn files_read_the_same_every_way() {
    let mut wrong = Vec::new();
    let files = corpus::testdata("ok").into_iter().chain(corpus::testdata("err")).chain(corpus::shared());
    for (name, text) in files {
        for it in compare::check(&text).wrong {
            wrong.push(format!("{name}: {it}"));
        }
    }
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_fast_path_reads_the_corpora() {
    let (mut read, mut left) = (0, 0);
    for (name, text) in corpus::shared() {
        let (_, declined) = testing::fast(SourceId(0), text.into());
        for (bytes, reason) in declined {
            match reason {
                None => read += bytes,
                Some(reason) => {
                    left += bytes;
                    println!("{name}: {bytes} bytes declined: {reason}");
                }
            }
        }
    }
    println!("{read} bytes read, {left} declined");
    assert!(left * 20 <= read, "{read} bytes read, {left} declined");
}
