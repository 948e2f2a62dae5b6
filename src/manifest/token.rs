//! Whether a pod holds a token of the API server.

use super::{Pod, Resource};

/// Whether the token is mounted without being asked for: the pod's word counts, else the account's, else yes.
pub fn is_automounted(pod: Pod<'_>, account: Option<Resource<'_>>) -> bool {
    let of_pod = pod.get("automountServiceAccountToken").and_then(|it| it.as_bool());
    let of_account = || account?.root().get("automountServiceAccountToken")?.as_bool();
    of_pod.or_else(of_account).unwrap_or(true)
}

/// Whether a volume brings a token of the API server; one for another audience does not open the API.
pub fn is_projected(pod: Pod<'_>) -> bool {
    let tokens = pod.volumes().flat_map(|it| it.get("projected").into_iter().flat_map(|it| it.list("sources")));
    tokens.filter_map(|it| it.get("serviceAccountToken")).any(|it| it.get("audience").is_none())
}
