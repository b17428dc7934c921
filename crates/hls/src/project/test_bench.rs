//! `<project>_test.cpp` and `tb_data/`: the test bench and its samples.

use std::fmt::Write;

use hlsmith_config::{Settings, TbOutputStream};
use hlsmith_diag::{Code as DiagCode, Diagnostic, Result, Subject};

use super::{Project, array_args, assigned_args, call_tested, top_includes, trace_globals, using_namespace};
use crate::cpp::{Arg, Code, Condition, Expr, Type, Variable};
use crate::design::{Array, Design};
use crate::names::Ident;

/// Samples for the test bench.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TestBench {
    /// Inputs, a row for each sample: all inputs of the model one after the other, each in C order.
    pub inputs: Vec<Vec<f32>>,
    /// What the model should give, a row for each sample, as for the inputs.
    pub predictions: Vec<Vec<f32>>,
}

/// Adds the test bench, with its samples when there are some.
///
/// # Errors
/// When the rows do not fit the inputs and outputs of the design.
pub(super) fn add(
    project: &mut Project,
    design: &Design,
    settings: &Settings,
    test_bench: Option<&TestBench>,
) -> Result<()> {
    project.add_code(format!("{}_test.cpp", design.top), &code(design, settings.writer.tb_output_stream));
    let Some(TestBench { inputs, predictions }) = test_bench else { return Ok(()) };
    check_rows("InputData", inputs, &design.inputs)?;
    check_rows("OutputPredictions", predictions, &design.outputs)?;
    if inputs.len() != predictions.len() {
        let message = "test bench inputs and predictions are of different samples";
        return Err(Diagnostic::error(DiagCode::InputData, Subject::Key("OutputPredictions".into()), message)
            .found(format!("{} rows", predictions.len()))
            .expected(format!("{} rows", inputs.len()))
            .into());
    }
    project.add("tb_data/tb_input_features.dat", rows_text(inputs));
    project.add("tb_data/tb_output_predictions.dat", rows_text(predictions));
    Ok(())
}

fn check_rows(key: &str, rows: &[Vec<f32>], arrays: &[Array]) -> Result<()> {
    let expected: usize = arrays.iter().map(|array| array.len).sum();
    match rows.iter().position(|row| row.len() != expected) {
        None => Ok(()),
        Some(sample) => {
            let message = format!("sample {sample} does not fit the model");
            Err(Diagnostic::error(DiagCode::InputData, Subject::Key(key.into()), message)
                .found(format!("{} numbers", rows[sample].len()))
                .expected(format!("{expected} numbers"))
                .into())
        }
    }
}

/// A line for each sample; every number as the shortest text that reads back to it.
fn rows_text(rows: &[Vec<f32>]) -> String {
    let mut text = String::new();
    for row in rows {
        for (position, value) in row.iter().enumerate() {
            let _ = write!(text, "{}{value}", if position > 0 { " " } else { "" });
        }
        text.push('\n');
    }
    text
}

fn code(design: &Design, stream: TbOutputStream) -> Vec<Code> {
    let (to_file, to_console) = match stream {
        TbOutputStream::Stdout => (false, true),
        TbOutputStream::File => (true, false),
        TbOutputStream::Both => (true, true),
    };
    let results = Ident::fixed("results");
    let file_name = |name: &str| {
        let ty = Type::Library("char").constant().pointer();
        let variable = Variable::scalar(ty, &results, Expr::Str(format!("tb_data/{name}")));
        vec![Code::Variable(Variable { is_static: true, ..variable })]
    };
    let mut file = top_includes(design);
    file.push(Code::Include("firmware/nnet_utils/nnet_test_bench.h".into()));
    file.extend([Code::Blank, trace_globals(true), Code::Blank]);
    file.push(Code::If(Condition::Defined("RTL_SIM"), file_name("rtl_cosim_results"), file_name("csim_results")));
    file.push(Code::Blank);
    file.extend(using_namespace(design));
    let bench = Ident::fixed("bench");
    let arguments = vec![Expr::from(&results), Expr::Bool(to_file), Expr::Bool(to_console)];
    let method = |name: &'static str, args: Vec<Arg>, array: &Array| {
        Code::Expr(Expr::Method(bench.clone(), name, args, vec![Expr::from(&array.name)]))
    };
    let plain = |name: &'static str| Expr::Method(bench.clone(), name, Vec::new(), Vec::new());
    let arrays = design.inputs.iter().chain(&design.outputs);
    let mut body: Vec<Code> = arrays.map(Array::declaration).collect();
    body.extend(design.inputs.iter().map(|array| method("input", assigned_args(array), array)));
    body.push(call_tested(design));
    body.extend(design.outputs.iter().map(|array| method("output", array_args(array), array)));
    let main = vec![
        Code::Construct(Type::Library("nnet::test_bench"), bench.clone(), arguments),
        Code::While(plain("next"), body),
        match design.family.harness {
            None => Code::Return(plain("finish")),
            Some(harness) => Code::Expr(Expr::Call(harness.result, Vec::new(), vec![plain("finish")])),
        },
    ];
    file.push(Code::Main(design.family.harness.map_or("int main()", |harness| harness.main), main));
    file
}
