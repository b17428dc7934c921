//! Entry of the `hlsmith` program.

fn main() -> std::process::ExitCode {
    hlsmith_cli::run(std::env::args_os())
}
