//! Which claim asks for which volume by name.

use super::Index;
use crate::manifest::{Kind, Resource};

impl<'a> Index<'a> {
    pub(super) fn enter_claim(&mut self, number: u32, resource: Resource<'a>) {
        if resource.kind() == Kind::PersistentVolumeClaim
            && let Some(volume) = resource.spec().and_then(|it| it.str("volumeName"))
        {
            self.claims_by_volume.entry(volume).or_default().push(number);
        }
    }

    /// The claim that asks for a PersistentVolume by its name.
    pub fn claim_of_volume(&self, volume: Resource<'a>) -> Option<Resource<'a>> {
        let claims = self.claims_by_volume.get(volume.name())?;
        claims.iter().map(|&at| self.resources[at as usize]).find(|&it| self.same_cluster(it, volume))
    }
}
