//! `build_lib.sh`, `project.tcl`, `build_prj.tcl` and their companions.

use hlsmith_config::Settings;

use super::{Project, library, qualified};
use crate::design::Design;
use crate::shell;
use crate::targets::Dialect;
use crate::tcl::{self, Command};

/// The steps that a build runs unless it is told others; those of a Python `build()` without arguments.
const STEPS: [(&str, u32); 8] = [
    ("reset", 0),
    ("csim", 1),
    ("synth", 1),
    ("cosim", 0),
    ("validation", 0),
    ("export", 0),
    ("vsynth", 0),
    ("fifo_opt", 0),
];

/// Adds the scripts. They come after all files of the design, with which the emulation library is stamped.
pub(super) fn add(project: &mut Project, design: &Design, settings: &Settings, dialect: &Dialect) {
    project.add("project.tcl", tcl::print(&project_tcl(design, settings, dialect)));
    project.add("build_prj.tcl", library::BUILD_PRJ);
    project.add("vivado_synth.tcl", library::VIVADO_SYNTH);
    if dialect.reads_options {
        let options = [Command::Comment("The steps that build_prj.tcl runs."), Command::ArraySet("opt", &STEPS)];
        project.add("build_opt.tcl", tcl::print(&options));
    }
    project.add(".hlsmith", "This folder is a project made by hlsmith, which replaces it as a whole.\n");
    let head = [shell::assignment("PROJECT", design.top.as_str()), shell::assignment("STAMP", &project.stamp())];
    project.add_executable("build_lib.sh", format!("#!/bin/bash\n{}\n{}", head.concat(), library::BUILD_LIB));
}

fn project_tcl(design: &Design, settings: &Settings, dialect: &Dialect) -> Vec<Command> {
    let top = qualified(design, &design.top);
    let top: Vec<&str> = top.iter().map(|name| name.as_str()).collect();
    vec![
        Command::Set("project_name", design.top.to_string()),
        Command::Set("top_name", top.join("::")),
        Command::Set("backend", dialect.name.into()),
        Command::Set("part", settings.part.clone()),
        Command::Set("clock_period", settings.clock_period.to_string()),
        Command::Set("clock_uncertainty", format!("{}%", settings.clock_uncertainty)),
        Command::Set("version", settings.version.clone()),
        Command::SetList("solution_options", dialect.solution_options),
        Command::SetList("solution_commands", dialect.solution_commands),
    ]
}
