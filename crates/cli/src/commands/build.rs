//! `hlsmith build`: a project, checked.

use hlsmith::{BuildOptions, MultiBuildOptions, Result};

use super::convert::{converted, split};
use crate::arguments::BuildArguments;
use crate::output::Output;

pub(crate) fn run(arguments: &BuildArguments, output: &mut Output) -> Result<()> {
    let options = options(arguments);
    let model = converted(&arguments.convert, output)?;
    if let Some(parts) = split(&model, &arguments.convert)? {
        let options = MultiBuildOptions {
            part: options,
            stitch: arguments.stitch || arguments.export_stitched,
            export_stitched: arguments.export_stitched,
            n_workers: arguments.workers,
        };
        let report = parts.build(&options, &mut |message| output.progress(message))?;
        output.result(&report.to_string(), report.to_json(), model.remarks());
        return Ok(());
    }
    let report = model.build(&options, &mut |message| output.progress(message))?;
    output.result(&report.to_string(), report.to_json(), model.remarks());
    Ok(())
}

fn options(arguments: &BuildArguments) -> BuildOptions {
    let BuildArguments {
        convert: _, workers: _, csim, synth, cosim, validation, export, vsynth, bitfile, reset, ..
    } = arguments;
    let cosim = *cosim || *validation;
    let export = *export || arguments.stitch || arguments.export_stitched;
    let synth = *synth || cosim || export || *vsynth || *bitfile;
    BuildOptions {
        reset: *reset,
        csim: *csim || !synth,
        synth,
        cosim,
        validation: *validation,
        export,
        vsynth: *vsynth,
        fifo_opt: false,
        bitfile: *bitfile,
        skip_prerequisites: false,
    }
}
