//! `holdshort init`

use super::args::Init;
use super::failure::Failure;
use super::target::From;
use super::{output, project};
use crate::config::{self, FILE_NAME, Flags};
use crate::migrate::{self, Draft};
use crate::rule::Peer;
use crate::ruleset::{Mistake, Text, listed};
use std::io::Write;
use std::path::{Path, PathBuf};

/// What is written: every key, with its default where it has one.
pub(super) const TEMPLATE: &str = include_str!("init.yaml");

pub(super) fn run(args: &Init) -> Result<(), Failure> {
    let path = if args.folder == Path::new(".") { FILE_NAME.into() } else { args.folder.join(FILE_NAME) };
    if !args.force && path.exists() {
        let message = format!("`{}` is there already", path.display());
        return Err(Mistake::new(message).help("`--force` overwrites it").into());
    }
    let (text, how) = match &args.from {
        None => (TEMPLATE.to_owned(), String::new()),
        Some(from) => translated(from, &args.folder)?,
    };
    output::to_file(&path, text.as_bytes())?;
    let note = format!("wrote {}{how}; `holdshort config` shows what counts", path.display());
    drop(writeln!(std::io::stderr().lock(), "{note}"));
    Ok(())
}

/// What another linter's settings come to, and words about how much of them that is.
fn translated(from: &From, folder: &Path) -> Result<(String, String), Failure> {
    let peer = from.peer;
    if peer == Peer::KubeScore {
        return Err(migrate::no_file().into());
    }
    let mut draft = Draft::default();
    let mut open = match &from.file {
        Some(file) => vec![file.clone()],
        None => found(peer, folder)?,
    };
    open.reverse();
    while let Some(path) = open.pop() {
        let name = path.display().to_string();
        let text = project::read(&path).map_err(|reason| Failure::new(format!("cannot read `{name}`: {reason}")))?;
        let text = Text::new(&name, text);
        migrate::translate(peer, &text, &mut draft)?;
        let is_settings = path.file_name().is_some_and(|it| it == "trivy.yaml");
        if peer == Peer::Trivy
            && is_settings
            && let Some(named) = migrate::ignore_file(&text)?
        {
            // It stands in the place of those that Trivy would look for.
            open = vec![folder.join(named)];
        }
    }
    let page = draft.write(peer);
    let text = Text::new(FILE_NAME, page.clone());
    config::resolve(Some((&text, folder)), &Flags::default(), &project::read)?;
    let (done, left) = draft.counts();
    let settings = |count: usize| format!("{count} setting{}", if count == 1 { "" } else { "s" });
    let rest = if left == 0 { String::new() } else { format!(", {left} not, which its last lines list") };
    Ok((page, format!(": {} of {} translated{rest}", settings(done), peer.title())))
}

/// The files that a linter would read in a folder.
fn found(peer: Peer, folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let names = migrate::file_names(peer);
    let path = |name: &&str| if folder == Path::new(".") { PathBuf::from(name) } else { folder.join(name) };
    let mut found: Vec<PathBuf> = names.iter().map(path).filter(|it| it.is_file()).collect();
    if peer != Peer::Trivy {
        found.truncate(1);
    }
    if found.is_empty() {
        let message = format!("no configuration of {} is in `{}`", peer.title(), folder.display());
        let help =
            format!("looked for {}; `--from {}=FILE` names another", listed(names.iter().copied()), peer.scheme());
        return Err(Mistake::new(message).help(help).into());
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::TEMPLATE;
    use crate::config::{Flags, resolve};
    use crate::ruleset::Text;
    use std::path::Path;

    #[test]
    fn the_file_that_is_written_says_what_counts_without_it() {
        let text = Text::new("holdshort.yaml", TEMPLATE.to_owned());
        let none = |_: &Path| Err("no disk".to_owned());
        let with = resolve(Some((&text, Path::new(""))), &Flags::default(), &none).unwrap();
        let without = resolve(None, &Flags::default(), &none).unwrap();
        assert_eq!(format!("{:?}", with.policy("")), format!("{:?}", without.policy("")));
        assert!(with.include.is_empty() && with.exclude.is_empty());
        assert!(TEMPLATE.contains("\n#  - paths: ["), "examples are marked by a `#` without a blank");
    }

    #[test]
    fn every_key_is_in_it_and_so_is_what_is_commented_out() {
        let schema = crate::config::schema();
        for key in schema["properties"].as_object().unwrap().keys() {
            assert!(TEMPLATE.contains(&format!("{key}:")), "{key}");
        }
        // The examples hold when the `#` before them is taken away. A remark has one blank behind it.
        let example = |line: &'static str| {
            let rest = line.strip_prefix('#')?;
            (!rest.is_empty() && (rest.starts_with("  ") || !rest.starts_with(' '))).then_some(rest)
        };
        let uncommented: String = TEMPLATE.lines().map(|it| format!("{}\n", example(it).unwrap_or(it))).collect();
        let empty = ["rules: {}", "ignore: []", "include: []", "exclude: []", "overrides: []"];
        let uncommented = empty.iter().fold(uncommented, |text, it| text.replace(&format!("\n{it}\n"), "\n"));
        let text = Text::new("holdshort.yaml", uncommented);
        let flags = Flags::default();
        resolve(Some((&text, Path::new(""))), &flags, &|_| Err("no disk".to_owned())).unwrap();
    }
}
