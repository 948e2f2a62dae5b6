//! Volume plugins that Kubernetes removed or will remove.

use crate::manifest::Version;

/// A plugin that is on its way out.
pub(super) struct Plugin {
    /// The field of a volume.
    pub(super) name: &'static str,
    /// Deprecated from here on.
    pub(super) deprecated: Version,
    /// Without effect from here on.
    pub(super) removed: Version,
    /// What to do.
    pub(super) help: &'static str,
}

/// Not removed in any version that is known today.
const NEVER: Version = Version::new(u16::MAX, 0);

const CSI: &str = "use a CSI driver for this storage";

const fn plugin(name: &'static str, deprecated: u16, removed: u16) -> Plugin {
    Plugin { name, deprecated: Version::new(1, deprecated), removed: Version::new(1, removed), help: CSI }
}

/// From the warnings of the API server (`pkg/api/pod/warnings.go`, `pkg/api/persistentvolume/util.go`), November 2026.
const PLUGINS: [Plugin; 10] = [
    plugin("photonPersistentDisk", 11, 16),
    plugin("scaleIO", 16, 22),
    plugin("flocker", 22, 25),
    plugin("quobyte", 22, 25),
    plugin("storageos", 22, 25),
    plugin("glusterfs", 25, 26),
    plugin("cephfs", 28, 31),
    plugin("rbd", 28, 31),
    Plugin { help: "clone the repository in an init container, into an `emptyDir`", ..plugin("gitRepo", 11, 33) },
    Plugin { removed: NEVER, ..plugin("flexVolume", 23, 0) },
];

/// The plugin of a field, if it is on its way out.
pub(super) fn find(name: &str) -> Option<&'static Plugin> {
    const ALL: &[Plugin] = &PLUGINS;
    ALL.iter().find(|it| it.name == name)
}

/// Whether a plugin is deprecated or removed in a version.
pub(super) fn is_dead(name: &str, version: Version) -> bool {
    find(name).is_some_and(|it| version >= it.deprecated)
}
