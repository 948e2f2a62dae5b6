//! `holdshort completions`

use super::failure::Failure;
use super::output;
use clap_complete::Shell;

pub(super) fn run(shell: Shell) -> Result<(), Failure> {
    // The generator panics where it cannot write, so it writes to memory.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut super::command(), "holdshort", &mut script);
    output::to_stdout(|out| out.write_all(&script))
}
