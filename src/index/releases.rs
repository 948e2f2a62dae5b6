//! Which releases of Helm the input shows in a namespace.

use super::Index;
use super::place::Place;
use crate::manifest::{Release, Resource};
use rustc_hash::FxHashMap;

/// The first objects of different releases, by the place where they are.
pub(super) type Releases<'a> = FxHashMap<Place<'a>, Vec<(Release<'a>, u32)>>;

/// More releases than this in one namespace say nothing new.
const MANY: usize = 16;

impl<'a> Index<'a> {
    /// The releases that have objects in a namespace, each with its first one. `None` is the namespace that `near` leaves open.
    pub fn releases_in(
        &self,
        namespace: Option<&'a str>,
        near: Resource<'a>,
    ) -> impl Iterator<Item = (Release<'a>, Resource<'a>)> {
        let place = namespace.map_or(Place::Folder(near.folder()), Place::Namespace);
        let all = self.releases.get_or_init(|| self.find_releases()).get(&place);
        let all = all.into_iter().flatten().map(|&(release, at)| (release, self.resources[at as usize]));
        all.filter(move |it| self.same_cluster(it.1, near))
    }

    fn find_releases(&self) -> Releases<'a> {
        let mut releases = Releases::default();
        for (at, &resource) in self.resources.iter().enumerate() {
            if !resource.kind().is_namespaced() {
                continue;
            }
            let Some(release) = Release::of(resource) else { continue };
            let known: &mut Vec<(Release<'a>, u32)> = releases.entry(Place::of(resource)).or_default();
            if known.len() < MANY && known.iter().all(|it| it.0.differs_from(release)) {
                known.push((release, at as u32));
            }
        }
        releases
    }
}
