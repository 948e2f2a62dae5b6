//! Reading for commands that ask about manifests without judging them: what `check` reads, of today and of a git revision.

use super::args::Scope;
use super::failure::Failure;
use super::project::{self, Project};
use crate::engine::Input;
use crate::input::{self, Request, Revision};
use crate::ruleset::Mistake;
use clap::{Args, ValueHint};
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(super) struct Manifests {
    /// Files and folders; `-` is standard input
    #[arg(value_name = "PATH", default_value = ".", value_hint = ValueHint::AnyPath)]
    pub(super) paths: Vec<PathBuf>,

    /// Read what .gitignore and its like hide
    #[arg(long, help_heading = "Input")]
    pub(super) no_ignore: bool,

    #[command(flatten)]
    pub(super) scope: Scope,
}

/// What to read, as the command line and `holdshort.yaml` say.
#[derive(Debug)]
pub(super) struct Reading {
    request: Request,
    /// What is not in the input does not exist.
    pub(super) closed: bool,
}

impl Manifests {
    /// A path that is not there is a mistake.
    pub(super) fn reading(&self) -> Result<Reading, Failure> {
        for path in self.paths.iter().filter(|it| it.as_os_str() != "-") {
            project::must_exist(path)?;
        }
        let first = self.paths.iter().find(|it| it.as_os_str() != "-");
        let project = Project::of(first.map_or(Path::new("."), |it| it))?;
        let configuration = project.configuration(&self.scope, &self.scope.flags())?;
        let [include, exclude] = project.globs(&self.scope, &configuration)?;
        let request = Request {
            root: project.root,
            paths: self.paths.clone(),
            include,
            exclude,
            inventory: configuration.inventory.value.clone(),
            no_ignore: self.no_ignore,
            ..Request::default()
        };
        Ok(Reading { request, closed: configuration.closed_world.value })
    }
}

impl Reading {
    /// The files of today. One that cannot be read is a failure.
    pub(super) fn now(&self) -> Result<Input, Failure> {
        whole(input::read(&self.request, &mut std::io::stdin().lock()), "")
    }

    /// The files of a revision, with its name for people.
    pub(super) fn at(&self, revision: &str) -> Result<(Input, String), Failure> {
        at(&self.request, revision)
    }
}

/// The files of a revision for a request, with its name for people.
pub(super) fn at(request: &Request, revision: &str) -> Result<(Input, String), Failure> {
    let revision = Revision::find(&request.root, revision)?;
    let name = revision.name();
    Ok((whole(revision.read(request)?, &format!(" at {name}"))?, name))
}

fn whole(input: Input, at: &str) -> Result<Input, Failure> {
    match input.unread.iter().find(|it| it.fatal) {
        Some(unread) => {
            let name = input.sources.get(unread.source).name();
            Err(Mistake::new(format!("cannot read `{name}`{at}: {}", unread.message)).into())
        }
        None => Ok(input),
    }
}
