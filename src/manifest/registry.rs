//! Registries, organisations and images that nobody publishes to any more, with where the images went.

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

static REGISTRIES: LazyLock<Vec<Moved>> = LazyLock::new(|| read(include_str!("../../data/moved-registries.csv")));
static IMAGES: LazyLock<Vec<Moved>> = LazyLock::new(|| read(include_str!("../../data/moved-images.csv")));

fn read(table: &'static str) -> Vec<Moved> {
    let rows = table.lines().skip(1);
    let parse = |row: &'static str| {
        let mut cells = row.splitn(4, ',');
        let (from, to, same, note) = (cells.next()?, cells.next()?, cells.next()?, cells.next()?);
        Some(Moved { from, to, same_path: same == "yes", note })
    };
    rows.filter_map(parse).collect()
}

/// Whether the registry or organisation an image is pulled from has been given up.
pub fn moved(image: Image<'_>) -> Option<Moved> {
    find(&REGISTRIES, image)
}

/// Whether the image itself moved away or has been given up, at a registry that others still use.
pub fn moved_image(image: Image<'_>) -> Option<Moved> {
    find(&IMAGES, image)
}

fn find(table: &[Moved], image: Image<'_>) -> Option<Moved> {
    let repository = image.repository();
    let within = |folder: &str| repository.strip_prefix(folder).is_some_and(|it| it.is_empty() || it.starts_with('/'));
    table.iter().copied().find(|it| within(it.from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_read() {
        let registries = include_str!("../../data/moved-registries.csv").lines().count() - 1;
        let images = include_str!("../../data/moved-images.csv").lines().count() - 1;
        assert_eq!((REGISTRIES.len(), IMAGES.len()), (registries, images));
        assert!(REGISTRIES.iter().chain(&*IMAGES).all(|it| !it.from.is_empty() && !it.note.is_empty()));
    }
}
