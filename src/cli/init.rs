//! `holdshort init`

use super::args::Init;
use super::failure::Failure;
use super::output;
use crate::config::FILE_NAME;
use std::io::Write;
use std::path::Path;

/// What is written: every key, with its default where it has one.
pub(super) const TEMPLATE: &str = include_str!("init.yaml");

pub(super) fn run(args: &Init) -> Result<(), Failure> {
    let path = if args.folder == Path::new(".") { FILE_NAME.into() } else { args.folder.join(FILE_NAME) };
    if !args.force && path.exists() {
        let message = format!("`{}` is there already", path.display());
        return Err(crate::ruleset::Mistake::new(message).help("`--force` overwrites it").into());
    }
    output::to_file(&path, TEMPLATE.as_bytes())?;
    let note = format!("wrote {}; `holdshort config` shows what counts", path.display());
    drop(writeln!(std::io::stderr().lock(), "{note}"));
    Ok(())
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
