//! Writes a generated repository to a folder: `cargo run --release --example generate -- 1000 /tmp/repository`.

#[path = "../benches/support/generate.rs"]
mod generate;

use std::path::Path;

#[expect(clippy::disallowed_methods, clippy::print_stderr, reason = "an example writes files and says what is wrong")]
fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [count, folder] = arguments.as_slice() else {
        eprintln!("usage: generate COUNT FOLDER");
        std::process::exit(2);
    };
    let Ok(count) = count.parse() else {
        eprintln!("`{count}` is not a number of deployments");
        std::process::exit(2);
    };
    for (name, text) in generate::repository(count) {
        let path = Path::new(folder).join(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(path, text)?;
    }
    Ok(())
}
