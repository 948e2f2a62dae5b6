//! `--format FORMAT[=FILE]`: what to write, and where to.

use crate::output::Format;
use clap::ValueEnum;
use std::path::PathBuf;

/// A format and where it goes: standard output if there is no file.
#[derive(Clone, Debug)]
pub(super) struct Output {
    pub(super) format: Format,
    pub(super) file: Option<PathBuf>,
}

pub(super) fn output(text: &str) -> Result<Output, String> {
    let (format, file) = text.split_once('=').map_or((text, None), |(format, file)| (format, Some(file)));
    if file == Some("") {
        return Err(format!("`{text}` names no file behind the `=`"));
    }
    let format = Format::from_str(format, false).map_err(|_| {
        let names: Vec<String> = Format::value_variants()
            .iter()
            .filter_map(|it| Some(it.to_possible_value()?.get_name().to_owned()))
            .collect();
        let near = crate::ruleset::nearest(format, names.iter().map(String::as_str));
        let meant = near.map(|it| format!(", did you mean `{it}`?")).unwrap_or_default();
        format!("there is no format `{format}`{meant} [formats: {}]", names.join(", "))
    })?;
    Ok(Output { format, file: file.map(PathBuf::from) })
}
