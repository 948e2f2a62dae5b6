//! `cargo bench --bench graph`: what the access graph and the search for attack paths cost against building the trees.
//!
//! Both are measured in turn, on one thread, in one run. `--once FOLDER` does the graph's part once, for profilers.

#[path = "support/generate.rs"]
mod generate;

#[expect(dead_code, reason = "no processes are measured here")]
#[path = "support/measure.rs"]
mod measure;

use holdshort::engine;
use holdshort::index::Index;
use holdshort::source::{Role, Source, Sources};
use measure::{cpu, median};
use std::path::Path;

const ROUNDS: usize = 9;

#[expect(clippy::print_stdout, clippy::disallowed_methods, reason = "a bench has arguments and prints its figures")]
fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool of one thread");
    if let [_, once, folder] = arguments.as_slice()
        && once == "--once"
    {
        return pool.install(|| {
            let sources = read(Path::new(folder));
            let trees = engine::parse(&sources);
            let index = Index::build(&sources, &trees, false);
            println!("{} edges", index.access_view().edges.len());
        });
    }
    println!("access graph with its attack paths, against building the trees (CPU of one thread, median of {ROUNDS})");
    let generated = measure::folder(&generate::repository(3_000));
    let dense = measure::folder(&dense(3_000));
    let named = [
        ("corpora", measure::corpora()),
        ("3,000 deployments", Some(generated.path().into())),
        ("3,000 exposed deployments, each with powers", Some(dense.path().into())),
    ];
    for (name, folder) in named.iter().filter_map(|(name, folder)| Some((name, folder.as_deref()?))) {
        pool.install(|| against_trees(name, folder));
    }
}

#[expect(clippy::print_stdout, reason = "a bench prints its figures")]
fn against_trees(name: &str, folder: &Path) {
    let sources = read(folder);
    let mut size = (0, 0, 0);
    let rounds: Vec<[f64; 4]> = (0..ROUNDS)
        .map(|_| {
            let mut trees = Vec::new();
            let parsed = cpu(|| trees = engine::parse(&sources));
            let mut index = None;
            let indexed = cpu(|| index = Some(Index::build(&sources, &trees, false)));
            let index = index.expect("it was built");
            let built = cpu(|| size.1 = index.access_graph().graph().node_count());
            let searched = cpu(|| drop(index.access_view()));
            (size.0, size.2) = (index.resources().len(), index.access_graph().graph().edge_count());
            [parsed, indexed, built, searched]
        })
        .collect();
    let of = |at: usize| median(rounds.iter().map(|it| it[at] * 1e3).collect());
    let ratio = median(rounds.iter().map(|it| (it[2] + it[3]) / it[0]).collect());
    println!("  {name}: {} objects, {} vertices, {} edges", size.0, size.1, size.2);
    println!(
        "    trees {:.1} ms, index {:.1} ms, graph {:.1} ms, search and view {:.1} ms: graph and search {ratio:.2} times the trees",
        of(0),
        of(1),
        of(2),
        of(3),
    );
}

/// What no repository is like: every workload is exposed, reads the Secrets of its namespace and runs pods there.
fn dense(count: usize) -> Vec<(String, String)> {
    let team = |team: usize| {
        let mut text = format!(
            "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {{name: worker, namespace: team-{team}}}\nrules:\n\
             - {{apiGroups: [''], resources: [secrets, pods], verbs: [get, list, create]}}\n"
        );
        for number in team * 20..team * 20 + 20 {
            let (kind, role) = match number % 100 {
                0 => ("ClusterRoleBinding", "kind: ClusterRole, name: cluster-admin"),
                _ => ("RoleBinding", "kind: Role, name: worker"),
            };
            text.push_str(&format!(
                "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web-{number}, namespace: team-{team}}}\nspec:\n  \
                 selector: {{matchLabels: {{app: web-{number}}}}}\n  template:\n    metadata: {{labels: {{app: web-{number}}}}}\n    \
                 spec:\n      serviceAccountName: web-{number}\n      containers: [{{name: web, image: example.com/web:1}}]\n\
                 ---\napiVersion: v1\nkind: Service\nmetadata: {{name: web-{number}, namespace: team-{team}}}\n\
                 spec: {{type: LoadBalancer, selector: {{app: web-{number}}}, ports: [{{port: 80}}]}}\n\
                 ---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {{name: web-{number}, namespace: team-{team}}}\n\
                 ---\napiVersion: rbac.authorization.k8s.io/v1\nkind: {kind}\nmetadata: {{name: web-{number}, namespace: \
                 team-{team}}}\nroleRef: {{apiGroup: rbac.authorization.k8s.io, {role}}}\nsubjects:\n\
                 - {{kind: ServiceAccount, name: web-{number}, namespace: team-{team}}}\n"
            ));
        }
        (format!("teams/team-{team}/all.yaml"), text)
    };
    (0..count / 20).map(team).collect()
}

fn read(folder: &Path) -> Sources {
    let mut sources = Sources::new();
    for (name, text) in measure::files(folder) {
        sources.add(Source::new(name, text, Role::Report));
    }
    sources
}
