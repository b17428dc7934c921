//! `build_lib.sh`, `project.tcl`, `build_prj.tcl` and their companions.

use hlsmith_config::{Settings, Technology};

use super::{Project, accelerator, blocks, library, qualified};
use crate::design::Design;
use crate::names::Ident;
use crate::targets::catapult::libraries;
use crate::targets::{Dialect, Scripts};
use crate::tcl::{self, Command};
use crate::{cmake, make, shell};

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

/// What says that a folder is a project.
pub(super) const MARK: &str = "This folder is a project made by hlsmith, which replaces it as a whole.\n";

/// The file that says which steps to run, for tools that do not take them on their command line.
const OPTIONS: &str = "build_opt.tcl";

/// Adds the scripts. They come after all files of the design, with which the emulation library is stamped.
pub(super) fn add(project: &mut Project, design: &Design, settings: &Settings, dialect: &Dialect) {
    match &dialect.scripts {
        Scripts::Tcl { reads_options, .. } => {
            project.add("project.tcl", tcl::print(&project_tcl(design, settings, &dialect.scripts)));
            project.add("build_prj.tcl", library::BUILD_PRJ);
            project.add("steps.tcl", library::STEPS);
            project.add("vivado_synth.tcl", library::VIVADO_SYNTH);
            if *reads_options {
                project.add(OPTIONS, tcl::print(&options(STEPS.to_vec())));
            }
        }
        Scripts::Cmake => {
            project.add("project.cmake", project_cmake(design, settings));
            project.add("CMakeLists.txt", library::CMAKE_LISTS);
        }
        Scripts::Catapult => {
            project.add("project.tcl", tcl::print(&catapult_tcl(design, settings)));
            project.add("build_prj.tcl", library::CATAPULT_BUILD_PRJ);
            project.add("steps.tcl", library::STEPS);
            project.add(OPTIONS, tcl::print(&options(STEPS.to_vec())));
        }
        Scripts::Make => {
            project.add("project.mk", project_mk(design, settings));
            project.add("Makefile", library::MAKEFILE);
        }
    }
    project.add(".hlsmith", MARK);
    let head = [
        shell::assignment("PROJECT", design.top.as_str()),
        shell::assignment("STAMP", &project.stamp()),
        shell::assignment("TYPES", design.family.arithmetic_folder),
    ];
    project.add_executable("build_lib.sh", format!("#!/bin/bash\n{}\n{}", head.concat(), library::BUILD_LIB));
}

impl Project {
    /// Makes the scripts run the given steps, each one of `reset`, `csim`, `synth`, `cosim`, `validation`, `export`,
    /// `vsynth` and `fifo_opt`, where the tool reads them from a file and not from its command line.
    pub fn choose_steps(&mut self, steps: &[(&'static str, bool)]) {
        if self.files.contains_key(OPTIONS) {
            let steps = steps.iter().map(|&(step, chosen)| (step, u32::from(chosen))).collect();
            self.add(OPTIONS, tcl::print(&options(steps)));
        }
    }
}

/// The script that says which steps to run.
fn options(steps: Vec<(&'static str, u32)>) -> [Command; 2] {
    [Command::Comment("The steps that build_prj.tcl runs."), Command::ArraySet("opt", steps)]
}

/// Name, part and clock for the makefile.
fn project_mk(design: &Design, settings: &Settings) -> String {
    let values = [
        ("PROJECT", design.top.to_string()),
        ("PART", settings.part.clone()),
        ("CLOCK", format!("{}ns", settings.clock_period)),
    ];
    values.iter().map(|(name, value)| make::assignment(name, value)).collect()
}

/// Name, part, clock and handshakes for CMake.
fn project_cmake(design: &Design, settings: &Settings) -> String {
    let values = [
        ("NNET_PROJECT", design.top.to_string()),
        ("NNET_PART", settings.part.clone()),
        ("NNET_CLOCK", format!("{}ns", settings.clock_period)),
        ("NNET_HANDSHAKES", if settings.hyperopt_handshake { "auto" } else { "off" }.to_owned()),
    ];
    values.iter().map(|(name, value)| cmake::assignment(name, value)).collect()
}

fn project_tcl(design: &Design, settings: &Settings, scripts: &Scripts) -> Vec<Command> {
    let Scripts::Tcl { name, solution_options, solution_commands, .. } = scripts else { return Vec::new() };
    let top = if settings.accelerator.is_some() { accelerator::name(design) } else { design.top.clone() };
    let mut script = names_tcl(design, settings, &top);
    script.extend([
        Command::Set("backend", (*name).into()),
        Command::Set("part", settings.part.clone()),
        Command::Set("clock_uncertainty", format!("{}%", settings.clock_uncertainty)),
        Command::Set("version", settings.version.clone()),
        Command::SetList("solution_options", solution_options),
        Command::SetList("solution_commands", solution_commands),
    ]);
    script.extend(accelerator::variables(settings));
    script
}

/// Names and clock, which all scripts have.
fn names_tcl(design: &Design, settings: &Settings, top: &Ident) -> Vec<Command> {
    let top = qualified(design, top);
    let top: Vec<&str> = top.iter().map(Ident::as_str).collect();
    vec![
        Command::Set("project_name", design.top.to_string()),
        Command::Set("top_name", top.join("::")),
        Command::Set("clock_period", settings.clock_period.to_string()),
    ]
}

fn catapult_tcl(design: &Design, settings: &Settings) -> Vec<Command> {
    let catapult = &settings.catapult;
    let logic_synthesis: &'static [&'static str] = match catapult.technology {
        Technology::Asic => &["/DesignCompiler/dc_shell", "./concat_rtl.v.dc", "v"],
        Technology::Fpga => &["/Vivado/synthesize", "-shell", "vivado_concat_v/concat_rtl.v.xv"],
    };
    let channels = blocks::channels(design).map(|(name, depth)| vec![name.to_string(), depth.to_string()]);
    let mut script = names_tcl(design, settings, &design.top);
    script.extend([
        Command::Set("clock_uncertainty", (settings.clock_period * settings.clock_uncertainty / 100.0).to_string()),
        Command::SetRows("libraries", libraries::of(settings).unwrap_or_default()),
        Command::Set("fifo", catapult.fifo.clone().unwrap_or_default()),
        Command::SetRows("channels", channels.collect()),
        Command::SetList("logic_synthesis", logic_synthesis),
    ]);
    script
}
