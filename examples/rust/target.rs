//! A target of one's own: Vitis HLS for a board of the house, with a file of constraints and a program that builds it.
//!
//!     cargo run --package hlsmith --example target [FOLDER]

#![allow(clippy::print_stdout, reason = "an example shows its results")]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use hlsmith::{
    Backend, BuildOptions, Code, Diagnostic, Diagnostics, Extensions, Failure, Graph, IoType, ProgramCall, Project,
    Result, Settings, Subject, Target, TargetDefaults, Targets,
};
use serde_json::json;

/// The board of the house.
struct HouseBoard;

impl Target for HouseBoard {
    fn name(&self) -> &str {
        "HouseBoard"
    }

    fn base(&self) -> Backend {
        Backend::Vitis
    }

    fn defaults(&self) -> TargetDefaults {
        TargetDefaults {
            part: Some("xck26-sfvc784-2LV-c".into()),
            clock_period: Some(8.0),
            clock_uncertainty: Some(20.0),
        }
    }

    fn findings(&self, _graph: &Graph, settings: &Settings) -> Diagnostics {
        let mut findings = Diagnostics::new();
        if settings.io_type == IoType::Parallel {
            let subject = Subject::Key("IOType".into());
            let message = "the board passes data as streams";
            let finding = Diagnostic::error(Code::UnsupportedSetting, subject, message);
            findings.push(finding.found("io_parallel").remedy("use `io_stream`"));
        }
        findings
    }

    fn finish(&self, project: &mut Project, settings: &Settings) -> std::result::Result<(), Failure> {
        project.add("house.xdc", format!("create_clock -period {} [get_ports ap_clk]\n", settings.clock_period));
        Ok(())
    }

    fn programs(&self, options: &BuildOptions) -> Option<Vec<ProgramCall>> {
        // The words of the steps go to the script of the base; `ls` stands for the program of the house.
        let arguments = vec!["-1".to_owned(), if options.export { "house.xdc" } else { "build_prj.tcl" }.to_owned()];
        Some(vec![ProgramCall { program: "ls".into(), arguments }])
    }
}

fn main() -> Result<()> {
    let folder = std::env::args_os().nth(1).map_or_else(|| std::env::temp_dir().join("hlsmith-house"), PathBuf::from);
    let mut targets = Targets::new();
    targets.register(Arc::new(HouseBoard))?;

    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/models/wine.keras");
    let mut config = json!({ "KerasModel": file, "Backend": "HouseBoard", "OutputDir": folder, "HLSConfig": {} });
    match targets.from_config(&config, &Extensions::new()) {
        Ok(_) => println!("converted"),
        Err(refused) => println!("{refused}"),
    }

    config["IOType"] = json!("io_stream");
    let model = targets.from_config(&config, &Extensions::new())?;
    println!("{} for {}", model.settings().part, model.target_name());

    // The check with g++ and the emulator is that of the base, in every bit; then the programs of the target run.
    let report = model.build(&BuildOptions::default(), &mut |line| println!("{line}"))?;
    print!("{report}");
    Ok(())
}
