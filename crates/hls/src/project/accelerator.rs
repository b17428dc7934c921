//! What stands around a design on a board: `firmware/<project>_axi.cpp`, which has words of an AXI stream on both sides
//! or, for a card, words in memory, the scripts of the bitstream, and the driver.

use hlsmith_config::{Accelerator, Driver, Settings, System, Word};
use hlsmith_diag::{Code as DiagCode, Diagnostic, Diagnostics, Result, Subject};
use hlsmith_fixed::Precision;
use hlsmith_ir::Graph;

use super::{Project, array_args, in_namespace, library, qualified};
use crate::cpp::{Arg, Code, Expr, Parameter, PragmaOption, Type};
use crate::design::{Array, Design};
use crate::make;
use crate::names::Ident;
use crate::tcl::Command;
use crate::types::{Numbers, cpp_type};

/// What ends the name of the function on the board.
const SUFFIX: &str = "_axi";

/// Streams or memories of the function on the board.
const SIDES: [&str; 2] = ["axi_in", "axi_out"];
/// The number of samples that a call of the function on a card computes.
const N_SAMPLES: &str = "n_samples";
/// The position of a sample among them.
const SAMPLE: &str = "sample";

/// The name of the function on the board.
pub(super) fn name(design: &Design) -> Ident {
    design.top.with_suffix(SUFFIX)
}

/// Refuses what an accelerator cannot have.
pub(super) fn findings(design: &Design) -> Diagnostics {
    let mut findings = Diagnostics::new();
    let mut refuse = |message: &str, found: String| {
        findings.push(
            Diagnostic::error(DiagCode::TargetUnsupported, Subject::Model, message)
                .found(found)
                .remedy("use the backend Vivado or Vitis"),
        );
    };
    if design.inputs.len() != 1 || design.outputs.len() != 1 {
        let found = format!("{} inputs and {} outputs", design.inputs.len(), design.outputs.len());
        refuse("an accelerator has one input and one output", found);
    }
    if super::weight_ports(design).next().is_some() {
        refuse("weights of an accelerator cannot be ports", "BramFactor below the number of weights".into());
    }
    findings
}

/// Whether the board is a card.
pub(super) fn is_card(accelerator: &Accelerator) -> bool {
    match accelerator.board.system {
        System::Zynq7000 | System::ZynqUltraScale => false,
        System::Card { .. } => true,
    }
}

/// The function on the board with its namespaces; programs find those on cards by their name alone.
pub(super) fn path(design: &Design, accelerator: &Accelerator) -> Vec<Ident> {
    let name = name(design);
    if is_card(accelerator) { vec![name] } else { qualified(design, &name) }
}

/// Adds the files.
///
/// # Errors
/// Those of [`findings`].
pub(super) fn add(project: &mut Project, design: &Design, graph: &Graph, settings: &Settings) -> Result<()> {
    let Some(accelerator) = &settings.accelerator else { return Ok(()) };
    findings(design).into_result()?;
    let ([input], [output]) = (&design.inputs[..], &design.outputs[..]) else { return Ok(()) };
    let top = name(design);
    let header = vec![Code::Include("defines.h".into()), Code::Include("nnet_utils/nnet_axi.h".into()), Code::Blank];
    let mut source = vec![Code::Include(format!("{top}.h")), Code::Include(format!("{}.h", design.top)), Code::Blank];
    let steps = body(design, accelerator, input, output);
    let declared = if is_card(accelerator) {
        let sample = Code::Function {
            result: Type::VOID,
            name: design.top.with_suffix("_sample"),
            parameters: memories(accelerator, SAMPLE),
            body: Some(steps),
        };
        source.extend(in_namespace(design, vec![sample]));
        source.extend([Code::Blank, kernel(design, accelerator, Some(samples(design)))]);
        vec![kernel(design, accelerator, None)]
    } else {
        let function = |body| Code::Function {
            result: Type::VOID,
            name: top.clone(),
            parameters: SIDES.iter().zip([accelerator.input, accelerator.output]).map(parameter).collect(),
            body,
        };
        source.extend(in_namespace(design, vec![function(Some(steps))]));
        in_namespace(design, vec![function(None)])
    };
    let declared = header.into_iter().chain(declared).collect();
    project.add_code(format!("firmware/{top}.h"), &[Code::Guard(top.guard(), declared)]);
    project.add_code(format!("firmware/{top}.cpp"), &source);
    match accelerator.board.system {
        System::Zynq7000 | System::ZynqUltraScale => project.add("design.tcl", library::DESIGN_TCL),
        System::Card { platform, memory } => {
            let platform = accelerator.platform.as_deref().unwrap_or(platform);
            project.add("link.cfg", link(&top, settings.clock_period, platform, memory));
        }
    }
    add_driver(project, graph, accelerator, &top, [input, output]);
    Ok(())
}

/// What `v++` links a card with: one core, at the clock of the design. Precondition: the platform has neither blanks nor
/// control characters.
fn link(kernel: &Ident, clock_period: f64, platform: &str, [from, to]: [&str; 2]) -> String {
    let hertz = (1e9 / clock_period).round();
    let [input, output] = SIDES;
    format!(
        "platform={platform}\n\n[clock]\nfreqHz={hertz}:{kernel}_1\n\n[connectivity]\nnk={kernel}:1:{kernel}_1\n\
         sp={kernel}_1.{input}:{from}\nsp={kernel}_1.{output}:{to}\n"
    )
}

/// The driver and what it knows of the design.
fn add_driver(project: &mut Project, graph: &Graph, accelerator: &Accelerator, top: &Ident, sides: [&Array; 2]) {
    let words = [accelerator.input, accelerator.output];
    let is_card = is_card(accelerator);
    match accelerator.driver {
        Driver::Python => {
            let shape = |ids: &[hlsmith_ir::TensorId]| {
                let extents =
                    ids.first().map(|&id| graph.tensor(id).shape.iter().map(usize::to_string).collect::<Vec<_>>());
                extents.unwrap_or_default().join(", ")
            };
            let side = |name: &str, word: Word, shape: String| {
                let (kind, fraction, signed) = match word {
                    Word::Float => ("float", 0, true),
                    Word::Fixed(ty) => ("fixed", ty.format.fraction(), ty.format.signed),
                };
                format!(
                    "  \"{name}\": {{\"shape\": [{shape}], \"kind\": \"{kind}\", \"bits\": {}, \"fraction\": {fraction}, \
                     \"signed\": {signed}}}",
                    word.bits()
                )
            };
            let mut entries =
                vec![side("input", words[0], shape(graph.inputs())), side("output", words[1], shape(graph.outputs()))];
            if is_card {
                entries.push(format!("  \"kernel\": \"{top}\""));
            }
            project.add("driver/design.json", format!("{{\n{}\n}}\n", entries.join(",\n")));
            project.add("driver/network.py", library::NETWORK_PY);
        }
        Driver::C => {
            let bytes = |side: usize| sides[side].len * words[side].bits() as usize / 8;
            let kernel = if is_card { format!("#define DESIGN_KERNEL \"{top}\"\n") } else { String::new() };
            let text = format!(
                "#ifndef DESIGN_H_\n#define DESIGN_H_\n\n#define DESIGN_INPUT_BYTES {}u\n#define DESIGN_OUTPUT_BYTES {}u\n\
                 {kernel}\n#endif\n",
                bytes(0),
                bytes(1)
            );
            project.add("driver/design.h", text);
            if is_card {
                project.add("driver/host.cpp", library::HOST_CPP);
            } else {
                project.add("driver/host.c", library::HOST_C);
            }
        }
    }
}

/// What the makefile of `v++` knows of the design.
pub(super) fn makefile(design: &Design) -> String {
    let kernel = format!("{}.xo", name(design));
    [("PROJECT", design.top.to_string()), ("KERNEL", kernel)]
        .iter()
        .map(|(name, value)| make::assignment(name, value))
        .collect()
}

/// What `project.tcl` says besides for a board.
pub(super) fn variables(settings: &Settings) -> Vec<Command> {
    let Some(accelerator) = &settings.accelerator else { return Vec::new() };
    let board = accelerator.board;
    let [ip, rule, setting, control, memory] = match board.system {
        System::Zynq7000 => {
            ["processing_system7", "processing_system7", "CONFIG.PCW_USE_S_AXI_HP0", "M_AXI_GP0", "S_AXI_HP0"]
        }
        System::ZynqUltraScale => {
            ["zynq_ultra_ps_e", "zynq_ultra_ps_e", "CONFIG.PSU__USE__S_AXI_GP2", "M_AXI_HPM0_FPD", "S_AXI_HP0_FPD"]
        }
        // Cards have no processors.
        System::Card { .. } => return vec![Command::Set("board", board.name.into())],
    };
    vec![
        Command::Set("board", board.name.into()),
        Command::Set("board_pattern", board.pattern.into()),
        Command::Set("processors_ip", ip.into()),
        Command::Set("processors_rule", rule.into()),
        Command::Set("processors_settings", format!("{setting} 1")),
        Command::Set("control_port", control.into()),
        Command::Set("memory_port", memory.into()),
        Command::Set("input_bits", accelerator.input.bits().to_string()),
        Command::Set("output_bits", accelerator.output.bits().to_string()),
    ]
}

fn parameter((name, word): (&&'static str, Word)) -> Parameter {
    let words = Type::Template("nnet::axi_word", vec![Arg::Int(word.bits().into())]);
    let stream = Type::Template("hls::stream", vec![Arg::Type(words)]);
    Parameter { ty: Type::Reference(Box::new(stream)), name: Ident::fixed(name), len: None }
}

/// Words in the memory of a card, and a number beside them.
fn memories(accelerator: &Accelerator, number: &'static str) -> Vec<Parameter> {
    let word = |word: Word| Type::Template("ap_uint", vec![Arg::Int(word.bits().into())]);
    let [input, output] = SIDES.map(Ident::fixed);
    vec![
        Parameter { ty: word(accelerator.input).constant().pointer(), name: input, len: None },
        Parameter { ty: word(accelerator.output).pointer(), name: output, len: None },
        Parameter { ty: Type::Library("unsigned"), name: Ident::fixed(number), len: None },
    ]
}

/// The function on a card.
fn kernel(design: &Design, accelerator: &Accelerator, body: Option<Vec<Code>>) -> Code {
    let parameters = memories(accelerator, N_SAMPLES);
    Code::ExternC(vec![Code::Function { result: Type::VOID, name: name(design), parameters, body }])
}

/// One sample after the other, from memory to memory.
fn samples(design: &Design) -> Vec<Code> {
    let memory = |port: &'static str, bundle: &'static str| {
        let options = vec![
            PragmaOption::Flag("m_axi"),
            PragmaOption::Names("port", vec![Ident::fixed(port)]),
            PragmaOption::Names("offset", vec![Ident::fixed("slave")]),
            PragmaOption::Names("bundle", vec![Ident::fixed(bundle)]),
        ];
        Code::Pragma("INTERFACE", options)
    };
    let register = |port: Ident| {
        Code::Pragma("INTERFACE", vec![PragmaOption::Flag("s_axilite"), PragmaOption::Names("port", vec![port])])
    };
    let arguments = [SIDES[0], SIDES[1], SAMPLE].map(|name| Expr::Name(Ident::fixed(name))).to_vec();
    let call = Expr::CallNamed(qualified(design, &design.top.with_suffix("_sample")), arguments);
    vec![
        memory(SIDES[0], "gmem0"),
        memory(SIDES[1], "gmem1"),
        register(Ident::fixed(N_SAMPLES)),
        register(Ident::library("return")),
        Code::Blank,
        Code::For {
            name: Ident::fixed(SAMPLE),
            count: Expr::Name(Ident::fixed(N_SAMPLES)),
            body: vec![Code::Expr(call)],
        },
    ]
}

/// Words to elements, the design, elements to words.
fn body(design: &Design, accelerator: &Accelerator, input: &Array, output: &Array) -> Vec<Code> {
    let [from, to] = SIDES.map(Ident::fixed);
    let interface = |kind: &'static str, port: Ident| {
        Code::Pragma("INTERFACE", vec![PragmaOption::Flag(kind), PragmaOption::Names("port", vec![port])])
    };
    let mut body = Vec::new();
    if !is_card(accelerator) {
        body.extend([
            interface("axis", from.clone()),
            interface("axis", to.clone()),
            interface("ap_ctrl_none", Ident::library("return")),
        ]);
    }
    body.push(Code::Pragma("DATAFLOW", Vec::new()));
    let inner = |array: &Array| array.name.beside("_local");
    for array in [input, output] {
        body.push(Code::Blank);
        body.push(array.declared_as(&inner(array)));
        let of = PragmaOption::Names("variable", vec![inner(array)]);
        body.push(match array.packet {
            None => {
                Code::Pragma("ARRAY_PARTITION", vec![of, PragmaOption::Flag("complete"), PragmaOption::Int("dim", 0)])
            }
            Some(_) => Code::Pragma("STREAM", vec![of, PragmaOption::Int("depth", 2)]),
        });
    }
    let convert = |function: &'static str, word: Word, array: &Array, from: Ident, to: Ident| {
        let args = [Arg::Type(word_type(word))].into_iter().chain(array_args(array)).collect();
        let mut names = vec![from, to];
        if is_card(accelerator) {
            names.insert(1, Ident::fixed(SAMPLE));
        }
        Code::Expr(Expr::Call(function, args, names.into_iter().map(Expr::Name).collect()))
    };
    body.push(Code::Blank);
    body.push(convert("nnet::read_words", accelerator.input, input, from, inner(input)));
    let values = vec![Expr::Name(inner(input)), Expr::Name(inner(output))];
    body.push(Code::Expr(Expr::CallNamed(qualified(design, &design.top), values)));
    body.push(convert("nnet::write_words", accelerator.output, output, inner(output), to));
    body
}

fn word_type(word: Word) -> Type {
    match word {
        Word::Float => Type::Library("nnet::axi_float"),
        Word::Fixed(ty) => {
            let port = cpp_type(Precision::Fixed(ty), Numbers::Ap);
            Type::Template("nnet::axi_fixed", port.map(Arg::Type).into_iter().collect())
        }
    }
}
