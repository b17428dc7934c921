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
        Scripts::Shls => {
            project.add("Makefile", shls_makefile(design));
            project.add("config.tcl", tcl::print(&config_tcl(settings)));
        }
        Scripts::Unified => {
            project.add("project.tcl", tcl::print(&project_tcl(design, settings, &dialect.scripts)));
            project.add("vivado_synth.tcl", library::VIVADO_SYNTH);
            project.add("hls_config.cfg", hls_config(design, settings));
            project.add("project.mk", accelerator::makefile(design));
            project.add("Makefile", library::UNIFIED_MK);
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

/// The makefile that `shls` reads, which takes no more of make than assignments and includes.
fn shls_makefile(design: &Design) -> String {
    let top = &design.top;
    format!(
        "# Run `shls sw`, `shls hw`, `shls cosim`, `shls rtl_synth` or `shls fpga` in this folder.\nNAME = {top}\n\
         SRCS = firmware/{top}.cpp {top}_test.cpp\nLOCAL_CONFIG = -legup-config=config.tcl\nUSER_CXX_FLAG = -std=c++17\n\
         LEVEL = $(SHLS_ROOT_DIR)/examples\ninclude $(LEVEL)/Makefile.common\n"
    )
}

/// The script that `shls` reads: part and clock.
fn config_tcl(settings: &Settings) -> Vec<Command> {
    let libero = &settings.libero;
    vec![
        Command::Source("$env(SHLS_ROOT_DIR)/examples/legup.tcl"),
        Command::Call("set_project", vec![libero.family.clone(), settings.part.clone(), libero.board.clone()]),
        Command::Call("set_parameter", vec!["CLOCK_PERIOD".to_owned(), settings.clock_period.to_string()]),
    ]
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

/// The name of the function that is synthesised.
fn top_name(design: &Design, settings: &Settings) -> String {
    let path = match &settings.accelerator {
        Some(accelerator) => accelerator::path(design, accelerator),
        None => qualified(design, &design.top),
    };
    path.iter().map(Ident::as_str).collect::<Vec<_>>().join("::")
}

/// The configuration file of `v++`.
///
/// Precondition: names are identifiers, and part and version have neither blanks nor control characters; the settings
/// refuse others.
fn hls_config(design: &Design, settings: &Settings) -> String {
    let top = &design.top;
    let is_card = settings.accelerator.as_ref().is_some_and(accelerator::is_card);
    let core = accelerator::name(design);
    let (target, package) = if is_card {
        ("vitis", format!("xo\npackage.output.file={core}.xo"))
    } else {
        ("vivado", "ip_catalog".to_owned())
    };
    let weights = if settings.writer.write_weights_txt { "tb.file=firmware/weights\n" } else { "" };
    format!(
        "part={}\n\n[hls]\nflow_target={target}\npackage.output.format={package}\npackage.ip.version={}\nclock={}ns\n\
         clock_uncertainty={}%\nsyn.top={}\nsyn.file=firmware/{top}.cpp\nsyn.file=firmware/{core}.cpp\n\
         syn.cflags=-std=c++14\nsyn.compile.name_max_length=80\nsyn.schedule.enable_dsp_full_reg=false\n\
         tb.file={top}_test.cpp\n{weights}tb.file=tb_data\ntb.cflags=-std=c++14\n",
        settings.part,
        settings.version,
        settings.clock_period,
        settings.clock_uncertainty,
        top_name(design, settings),
    )
}

fn project_tcl(design: &Design, settings: &Settings, scripts: &Scripts) -> Vec<Command> {
    let (name, options) = match scripts {
        Scripts::Tcl { name, solution_options, solution_commands, .. } => {
            let options = [("solution_options", *solution_options), ("solution_commands", *solution_commands)];
            (*name, options.map(|(name, values)| Command::SetList(name, values)).to_vec())
        }
        Scripts::Catapult | Scripts::Cmake | Scripts::Make | Scripts::Shls | Scripts::Unified => {
            ("vitisunified", Vec::new())
        }
    };
    let mut script = names_tcl(design, settings);
    script.extend([
        Command::Set("backend", name.into()),
        Command::Set("part", settings.part.clone()),
        Command::Set("clock_uncertainty", format!("{}%", settings.clock_uncertainty)),
        Command::Set("version", settings.version.clone()),
    ]);
    script.extend(options);
    script.extend(accelerator::variables(settings));
    script
}

/// Names and clock, which all scripts have.
fn names_tcl(design: &Design, settings: &Settings) -> Vec<Command> {
    vec![
        Command::Set("project_name", design.top.to_string()),
        Command::Set("top_name", top_name(design, settings)),
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
    let mut script = names_tcl(design, settings);
    script.extend([
        Command::Set("clock_uncertainty", (settings.clock_period * settings.clock_uncertainty / 100.0).to_string()),
        Command::SetRows("libraries", libraries::of(settings).unwrap_or_default()),
        Command::Set("fifo", catapult.fifo.clone().unwrap_or_default()),
        Command::SetRows("channels", channels.collect()),
        Command::SetList("logic_synthesis", logic_synthesis),
    ]);
    script
}
