//! Which persistent volume is behind a claim.

use super::Index;
use crate::manifest::{Kind, Resource};

impl<'a> Index<'a> {
    pub(super) fn enter_storage(&mut self, number: u32, resource: Resource<'a>) {
        if resource.kind() != Kind::PersistentVolume {
            return;
        }
        if let Some(claim) = resource.path("spec.claimRef").and_then(|it| it.str("name")) {
            self.volumes_by_claim.enter(claim, None, number);
        } else if let Some(class) =
            resource.spec().and_then(|it| it.str("storageClassName")).filter(|it| !it.is_empty())
        {
            self.volumes_by_class.enter(class, None, number);
        }
    }

    /// The PersistentVolume of the input that a claim of this name, near an object, is or will be bound to: the one that it
    /// names, the one that names it, or one of the same class.
    pub fn volume_of(&self, claim: &str, near: Resource<'a>) -> Option<Resource<'a>> {
        let claimed = self.find(Kind::PersistentVolumeClaim, claim, near).found();
        if let Some(name) = claimed.and_then(|it| it.spec()?.str("volumeName")) {
            return self.find(Kind::PersistentVolume, name, near).found();
        }
        let all = |list: super::shelf::Near<'_, 'a>| list.iter().map(|at| self.resources[at]).collect::<Vec<_>>();
        let named = all(self.volumes_by_claim.near(claim, None)).into_iter().find(|it| {
            let namespace = it.path("spec.claimRef").and_then(|it| it.str("namespace"));
            let apart = matches!((namespace, near.namespace()), (Some(a), Some(b)) if a != b);
            !apart && self.same_cluster(*it, near)
        });
        named.or_else(|| {
            let class = claimed?.spec()?.str("storageClassName")?;
            // With a StorageClass of that name a provisioner makes the volume.
            if self.find(Kind::StorageClass, class, near).found().is_some_and(|it| provisions(it)) {
                return None;
            }
            all(self.volumes_by_class.near(class, None)).into_iter().find(|it| self.same_cluster(*it, near))
        })
    }
}

fn provisions(class: Resource<'_>) -> bool {
    class.root().str("provisioner").is_some_and(|it| it != "kubernetes.io/no-provisioner")
}
