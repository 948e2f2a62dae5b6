//! `holdshort explain`

use super::args::{Color, Explain};
use super::failure::Failure;
use super::terminal::{self, Stream};
use super::{output, pages};
use crate::config::Selector;
use crate::rule::Rule;
use crate::rules;

pub(super) fn run(args: &Explain, color: Color) -> Result<(), Failure> {
    let mut chosen: Vec<&'static Rule> = Vec::new();
    for word in &args.rules {
        // A word that is both a category and part of an identifier names the category.
        let selector = Selector::parse(word)?;
        chosen.extend(rules::all().iter().filter(|it| selector.selects(it, it.severity)));
    }
    let mut seen = Vec::new();
    chosen.retain(|it| {
        !seen.contains(&it.name) && {
            seen.push(it.name);
            true
        }
    });
    let text = chosen.into_iter().map(pages::rule).collect::<Vec<_>>().join("\n");
    let text = if terminal::colored(color, Stream::Output) { painted(&text) } else { text };
    output::to_stdout(|out| out.write_all(text.as_bytes()))
}

/// Headings bold, examples dim.
fn painted(markdown: &str) -> String {
    let mut text = String::new();
    let mut code = false;
    for line in markdown.lines() {
        let fence = line.starts_with("```");
        if line.starts_with('#') && !code {
            text.push_str(&format!("\u{1b}[1m{line}\u{1b}[0m\n"));
        } else if fence || code {
            text.push_str(&format!("\u{1b}[2m{line}\u{1b}[0m\n"));
        } else {
            text.push_str(&format!("{line}\n"));
        }
        code ^= fence;
    }
    text
}
