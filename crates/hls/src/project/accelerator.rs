//! What stands around a design on a board: `firmware/<project>_axi.cpp`, which has words of an AXI stream on both sides,
//! the scripts of the bitstream, and the driver.

use hlsmith_config::{Accelerator, Driver, Settings, System, Word};
use hlsmith_diag::{Code as DiagCode, Diagnostic, Diagnostics, Result, Subject};
use hlsmith_fixed::Precision;
use hlsmith_ir::Graph;

use super::{Project, array_args, in_namespace, library, qualified};
use crate::cpp::{Arg, Code, Expr, Parameter, PragmaOption, Type};
use crate::design::{Array, Design};
use crate::names::Ident;
use crate::tcl::Command;
use crate::types::{Numbers, cpp_type};

/// What ends the name of the function on the board.
const SUFFIX: &str = "_axi";

/// Streams of the function on the board.
const STREAMS: [&str; 2] = ["axi_in", "axi_out"];

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

/// Adds the files.
///
/// # Errors
/// Those of [`findings`].
pub(super) fn add(project: &mut Project, design: &Design, graph: &Graph, accelerator: &Accelerator) -> Result<()> {
    findings(design).into_result()?;
    let ([input], [output]) = (&design.inputs[..], &design.outputs[..]) else { return Ok(()) };
    let top = name(design);
    let header = vec![Code::Include("defines.h".into()), Code::Include("nnet_utils/nnet_axi.h".into()), Code::Blank];
    let function = |body| Code::Function {
        result: Type::VOID,
        name: top.clone(),
        parameters: STREAMS.iter().zip([accelerator.input, accelerator.output]).map(parameter).collect(),
        body,
    };
    let declared = header.into_iter().chain(in_namespace(design, vec![function(None)])).collect();
    project.add_code(format!("firmware/{top}.h"), &[Code::Guard(top.guard(), declared)]);
    let mut source = vec![Code::Include(format!("{top}.h")), Code::Include(format!("{}.h", design.top)), Code::Blank];
    source.extend(in_namespace(design, vec![function(Some(body(design, accelerator, input, output)))]));
    project.add_code(format!("firmware/{top}.cpp"), &source);
    project.add("design.tcl", library::DESIGN_TCL);
    let shape = |ids: &[hlsmith_ir::TensorId]| {
        let extents = ids.first().map(|&id| graph.tensor(id).shape.iter().map(usize::to_string).collect::<Vec<_>>());
        extents.unwrap_or_default().join(", ")
    };
    match accelerator.driver {
        Driver::Python => {
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
            let sides = [
                side("input", accelerator.input, shape(graph.inputs())),
                side("output", accelerator.output, shape(graph.outputs())),
            ];
            project.add("driver/design.json", format!("{{\n{}\n}}\n", sides.join(",\n")));
            project.add("driver/network.py", library::NETWORK_PY);
        }
        Driver::C => {
            let bytes = |array: &Array, word: Word| array.len * word.bits() as usize / 8;
            let text = format!(
                "#ifndef DESIGN_H_\n#define DESIGN_H_\n\n#define DESIGN_INPUT_BYTES {}u\n#define DESIGN_OUTPUT_BYTES {}u\n\n\
                 #endif\n",
                bytes(input, accelerator.input),
                bytes(output, accelerator.output)
            );
            project.add("driver/design.h", text);
            project.add("driver/host.c", library::HOST_C);
        }
    }
    Ok(())
}

/// What `project.tcl` says besides for a board.
pub(super) fn variables(settings: &Settings) -> Vec<Command> {
    let Some(accelerator) = settings.accelerator else { return Vec::new() };
    let board = accelerator.board;
    let [ip, rule, setting, control, memory] = match board.system {
        System::Zynq7000 => {
            ["processing_system7", "processing_system7", "CONFIG.PCW_USE_S_AXI_HP0", "M_AXI_GP0", "S_AXI_HP0"]
        }
        // Cards have no processors; the configuration refuses them.
        System::ZynqUltraScale | System::Card => {
            ["zynq_ultra_ps_e", "zynq_ultra_ps_e", "CONFIG.PSU__USE__S_AXI_GP2", "M_AXI_HPM0_FPD", "S_AXI_HP0_FPD"]
        }
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

/// Words to elements, the design, elements to words.
fn body(design: &Design, accelerator: &Accelerator, input: &Array, output: &Array) -> Vec<Code> {
    let [from, to] = STREAMS.map(Ident::fixed);
    let interface = |kind: &'static str, port: Ident| {
        Code::Pragma("INTERFACE", vec![PragmaOption::Flag(kind), PragmaOption::Names("port", vec![port])])
    };
    let mut body = vec![
        interface("axis", from.clone()),
        interface("axis", to.clone()),
        interface("ap_ctrl_none", Ident::library("return")),
        Code::Pragma("DATAFLOW", Vec::new()),
    ];
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
        Code::Expr(Expr::Call(function, args, vec![Expr::Name(from), Expr::Name(to)]))
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
