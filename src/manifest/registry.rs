//! Registries and organisations that publish no images any more, with where their images went.

use super::Image;
use std::sync::LazyLock;

/// A place that images moved away from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Registry, with the first parts of the path or the whole of it.
    pub from: &'static str,
    /// Where to look instead; empty where there is no successor.
    pub to: &'static str,
    /// What was at `from` is at `to` under the same path and tag.
    pub same_path: bool,
    /// What happened.
    pub note: &'static str,
}

static MOVED: LazyLock<Vec<Moved>> = LazyLock::new(|| {
    let rows = include_str!("../../data/moved-registries.csv").lines().skip(1);
    let parse = |row: &'static str| {
        let mut cells = row.splitn(4, ',');
        let (from, to, same, note) = (cells.next()?, cells.next()?, cells.next()?, cells.next()?);
        Some(Moved { from, to, same_path: same == "yes", note })
    };
    rows.filter_map(parse).collect()
});

/// Whether the place an image is pulled from has been given up.
pub fn moved(image: Image<'_>) -> Option<Moved> {
    let repository = image.repository();
    let within = |folder: &str| repository.strip_prefix(folder).is_some_and(|it| it.is_empty() || it.starts_with('/'));
    MOVED.iter().copied().find(|it| within(it.from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_read() {
        let rows = include_str!("../../data/moved-registries.csv").lines().count() - 1;
        assert_eq!(MOVED.len(), rows);
        assert!(MOVED.iter().all(|it| !it.from.is_empty() && !it.note.is_empty()));
    }
}
