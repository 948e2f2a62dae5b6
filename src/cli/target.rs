//! Words with a file behind them. `--format FORMAT[=FILE]`: what to write, and where to; `--from LINTER[=FILE]`: whose
//! settings to read, and where from.

use crate::output::Format;
use crate::rule::Peer;
use clap::ValueEnum;
use std::path::PathBuf;

/// A format and where it goes: standard output if there is no file.
#[derive(Clone, Debug)]
pub(super) struct Output {
    pub(super) format: Format,
    pub(super) file: Option<PathBuf>,
}

/// Another linter and its file: the one where it would look if there is none.
#[derive(Clone, Debug)]
pub(super) struct From {
    pub(super) peer: Peer,
    pub(super) file: Option<PathBuf>,
}

pub(super) fn output(text: &str) -> Result<Output, String> {
    let (format, file) = word_and_file(text, "format")?;
    Ok(Output { format, file })
}

pub(super) fn origin(text: &str) -> Result<From, String> {
    let (peer, file) = word_and_file(text, "linter")?;
    Ok(From { peer, file })
}

fn word_and_file<T: ValueEnum>(text: &str, what: &str) -> Result<(T, Option<PathBuf>), String> {
    let (word, file) = text.split_once('=').map_or((text, None), |(word, file)| (word, Some(file)));
    if file == Some("") {
        return Err(format!("`{text}` names no file behind the `=`"));
    }
    let value = T::from_str(word, false).map_err(|_| {
        let names: Vec<String> =
            T::value_variants().iter().filter_map(|it| Some(it.to_possible_value()?.get_name().to_owned())).collect();
        let near = crate::ruleset::nearest(word, names.iter().map(String::as_str));
        let meant = near.map(|it| format!(", did you mean `{it}`?")).unwrap_or_default();
        format!("there is no {what} `{word}`{meant} [{what}s: {}]", names.join(", "))
    })?;
    Ok((value, file.map(PathBuf::from)))
}
