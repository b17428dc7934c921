//! `hlsmith build`: a project, checked.

use hlsmith::{BuildOptions, Result};

use super::convert::converted;
use crate::arguments::BuildArguments;
use crate::output::Output;

pub(crate) fn run(arguments: &BuildArguments, output: &mut Output) -> Result<()> {
    let options = options(arguments);
    let model = converted(&arguments.convert, output)?;
    let report = model.build(&options, &mut |message| output.progress(message))?;
    output.result(&report.to_string(), report.to_json(), model.remarks());
    Ok(())
}

fn options(arguments: &BuildArguments) -> BuildOptions {
    let BuildArguments { convert: _, csim, synth, cosim, validation, export, vsynth, reset } = arguments;
    let cosim = *cosim || *validation;
    let synth = *synth || cosim || *export || *vsynth;
    BuildOptions {
        reset: *reset,
        csim: *csim || !synth,
        synth,
        cosim,
        validation: *validation,
        export: *export,
        vsynth: *vsynth,
        fifo_opt: false,
    }
}
