//! `holdshort check --fix` and `--diff`

use super::failure::{Failure, reason};
use super::output;
use crate::config::Policy;
use crate::engine::{self, Fixed, Input, Report};
use crate::finding::Safety;
use crate::output::visible;
use std::io::{IsTerminal, Write, stderr, stdout};
use std::path::Path;

/// Prints what the fixes would change.
pub(super) fn show(input: &Input, report: &Report, policy: &Policy, safety: Safety) -> Result<(), Failure> {
    let mut text = String::new();
    for fixed in engine::fix(input, report, policy, safety) {
        say_dropped(input.sources.get(fixed.source).name(), &fixed);
        text.push_str(&engine::diff(fixed.source, input.sources.get(fixed.source), &fixed.new_text, report));
    }
    // A patch is taken as it is; a terminal must not obey what a manifest says.
    let line = |it: &str| format!("{}\n", visible(it));
    let text = if stdout().is_terminal() { text.lines().map(line).collect() } else { text };
    output::to_stdout(|out| out.write_all(text.as_bytes()))
}

/// Writes the fixed files and says what was done. Returns whether any file is another.
pub(super) fn apply(
    input: &Input,
    report: &Report,
    policy: &Policy,
    safety: Safety,
    root: &Path,
) -> Result<bool, Failure> {
    let all = engine::fix(input, report, policy, safety);
    let (mut files, mut fixes) = (0, 0);
    for fixed in &all {
        let source = input.sources.get(fixed.source);
        say_dropped(source.name(), fixed);
        if **source.text() == *fixed.new_text {
            continue;
        }
        let path = root.join(source.name());
        if !unchanged(&path, source.text())? {
            say(&format!("not fixed: {} is not UTF-8; save it as UTF-8 first", visible(source.name())));
            continue;
        }
        output::to_file(&path, fixed.new_text.as_bytes())?;
        for it in &fixed.applied {
            let name = visible(source.name());
            say(&format!("fixed in {name}: {} ({}): {}", visible(&it.message), it.rule, visible(&it.title)));
        }
        files += 1;
        fixes += fixed.applied.len();
    }
    if files > 0 {
        let plural = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
        say(&format!("fixed {} in {}", plural(fixes, "finding"), plural(files, "file")));
    }
    Ok(files > 0)
}

/// A fix is made for the text that was judged: a file that someone else changed meanwhile is left alone. False for a file in
/// another encoding, where the text is not what is on the disk.
#[expect(clippy::disallowed_methods, reason = "a look before a write")]
fn unchanged(path: &Path, text: &str) -> Result<bool, Failure> {
    let refuse = |why: &str| Err(Failure::new(format!("cannot fix `{}`: {why}", path.display())));
    match std::fs::read(path) {
        Ok(bytes) if bytes == text.as_bytes() => Ok(true),
        Ok(bytes) if std::str::from_utf8(&bytes).is_err() => Ok(false),
        Ok(_) => refuse("it is not what was judged; it changed meanwhile"),
        Err(error) => refuse(&reason(&error)),
    }
}

fn say_dropped(name: &str, fixed: &Fixed) {
    for (change, why) in &fixed.dropped {
        let name = visible(name);
        say(&format!("not fixed in {name}: {} ({}): {}", visible(&change.message), change.rule, why.describe()));
    }
}

/// That nobody may read it changes nothing.
fn say(text: &str) {
    drop(writeln!(stderr().lock(), "{text}"));
}
