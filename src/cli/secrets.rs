//! `holdshort secrets`

use super::args::SecretsCommand;
use super::failure::Failure;
use super::output;
use crate::rule::secrets::Hashed;
use crate::ruleset::Mistake;
use std::io::{BufRead, stdin};

pub(super) fn run(command: &SecretsCommand) -> Result<(), Failure> {
    match command {
        SecretsCommand::Hash => hash(),
    }
}

fn hash() -> Result<(), Failure> {
    let mut value = String::new();
    stdin().lock().read_line(&mut value).map_err(|error| Failure::io("cannot read the value", &error))?;
    let value = value.trim_end_matches(['\n', '\r']).trim();
    if value.is_empty() {
        let help = "pipe it in: `pass show demo | holdshort secrets hash`";
        return Err(Mistake::new("there is no value on standard input").help(help).into());
    }
    let hashed = Hashed::of(value);
    output::to_stdout(|out| writeln!(out, "{hashed}"))
}
