//! `overrides` of `holdshort.yaml`: other decisions for some paths.

use super::File;
use crate::ruleset::{Decisions, Mistake, Origin, Sourced, Text};
use crate::yaml::Value;
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// Decisions for paths, as merged.
#[derive(Clone, Debug)]
pub struct Overridden {
    /// As written: relative to the file.
    pub paths: Sourced<Vec<String>>,
    /// What is decided there.
    pub decisions: Decisions,
}

pub(super) fn read(file: &File, text: &Text) -> Result<Vec<Overridden>, Mistake> {
    let mut all = Vec::new();
    let written = text.get("overrides").into_iter().flat_map(|it| it.items());
    for (entry, at) in file.overrides.iter().zip(written) {
        let origin = |line| Origin::File { name: text.name().to_owned(), line };
        if entry.paths.is_empty() {
            return Err(Mistake::new("an override without `paths`")
                .help("settings for all paths are written below `rules`")
                .at(text, at.grip(), "applies to nothing"));
        }
        check_globs(&entry.paths, Some(at), text)?;
        let rules = at.get("rules");
        if let Some((name, _)) = entry.rules.0.iter().find(|it| it.1.options.is_some()) {
            let place = rules.and_then(|it| it.get(name)?.get("options")).map_or(at.grip(), |it| it.entry_span());
            return Err(Mistake::new("options are the same for all paths")
                .help("write them below the `rules` of the whole file")
                .at(text, place, "not possible here"));
        }
        let mut decisions = Decisions::default();
        decisions.apply(&entry.rules, text, rules, &origin)?;
        all.push(Overridden { paths: Sourced::new(entry.paths.clone(), origin(text.line(at.grip()))), decisions });
    }
    Ok(all)
}

/// Whether the `paths` of a mapping are globs.
pub(super) fn check_globs(globs: &[String], at: Option<Value<'_>>, text: &Text) -> Result<(), Mistake> {
    let written = at.into_iter().flat_map(|it| it.list("paths"));
    for (glob, place) in globs.iter().zip(written) {
        matcher(std::slice::from_ref(glob), "")
            .map_err(|error| Mistake::new(error).at(text, place.grip(), "no glob"))?;
    }
    Ok(())
}

/// Globs relative to `folder` (empty, or ending in `/`) as a set over display names. A glob without a `/` matches at any
/// depth; one that names a folder matches all that is in it.
pub(super) fn matcher(globs: &[String], folder: &str) -> Result<GlobSet, String> {
    let mut set = GlobSetBuilder::new();
    let mut add = |glob: &str| -> Result<(), String> {
        let glob = GlobBuilder::new(glob).literal_separator(true).build().map_err(|error| error.to_string())?;
        set.add(glob);
        Ok(())
    };
    for glob in globs {
        let clean = glob.trim_start_matches("./").trim_end_matches('/');
        let whole = match (clean.strip_prefix('/'), clean.contains('/')) {
            (Some(rooted), _) => format!("{folder}{rooted}"),
            (None, true) => format!("{folder}{clean}"),
            (None, false) => format!("{folder}**/{clean}"),
        };
        add(&whole)?;
        add(&format!("{whole}/**"))?;
    }
    set.build().map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::matcher;

    #[test]
    fn globs_are_relative_to_the_file_and_name_folders_too() {
        let is = |glob: &str, folder: &str, name: &str| matcher(&[glob.to_owned()], folder).unwrap().is_match(name);
        assert!(is("tests", "", "tests/a/b.yaml") && is("tests/", "", "x/tests/b.yaml"));
        assert!(is("*.test.yaml", "", "a/b/c.test.yaml") && is("*.test.yaml", "charts/", "charts/c.test.yaml"));
        assert!(is("./a/*.yaml", "", "a/b.yaml") && is("a/**/c.yaml", "", "a/c.yaml") && is("/a", "", "a/b.yaml"));
        assert!(!is("a/*.yaml", "", "a/b/c.yaml") && !is("a/*.yaml", "", "x/a/c.yaml"));
        assert!(!is("*.test.yaml", "charts/", "c.test.yaml") && !is("/a", "", "x/a/b.yaml"));
        assert!(matcher(&["a[".to_owned()], "").is_err());
    }
}
