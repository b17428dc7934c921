//! A layer of one's own: how it is imported, what it computes, and its C++, checked against each other.
//!
//!     cargo run --package hlsmith --example extension [FOLDER]

#![allow(clippy::print_stdout, reason = "an example shows its results")]

use std::path::{Path, PathBuf};

use hlsmith::{
    BuildOptions, Computation, Constant, Extension, Extensions, Handler, ImportedLayer, KernelText, Model, Result,
    Value, load_keras_with,
};
use serde_json::json;

/// The kernel, with the signature of those of the library.
const SQUARE: &str = "\
#ifndef NNET_SQUARE_H_
#define NNET_SQUARE_H_

namespace nnet {

/// gain * x * x + offset
template <class data_T, class res_T, typename CONFIG_T>
void square(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_out],
            const typename CONFIG_T::gain_t gain[CONFIG_T::n_in]) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    const ap_ufixed<8, 0> offset = CONFIG_T::offset;
    for (unsigned i = 0; i < CONFIG_T::n_in; i++)
        res[i] = static_cast<res_T>(gain[i] * (data[i] * data[i]) + offset);
}

} // namespace nnet

#endif
";

/// `gain[i] * x[i]^2 + offset`, exactly, whatever the types.
fn square() -> Handler {
    let computation = Computation::exact(|call| {
        let Some(Constant::Float(offset)) = call.layer.value("offset") else { return Err("no offset".into()) };
        let offset = hlsmith::FixedType::new(8, 0, false).from_f64(*offset);
        let value = |(x, gain): (&Value, &Value)| &(gain * &(x * x)) + &offset;
        Ok(call.inputs[0].iter().zip(call.weight("gain")?).map(value).collect())
    });
    let kernel = KernelText { header: "nnet_square.h".into(), text: SQUARE.into(), function: "square".into() };
    let extension = Extension { kernel: Some(kernel), ..Extension::new("square", computation) };
    Handler::new(&["Square"], extension, |layer, arrays| {
        let offset = layer.settings.get("offset").and_then(serde_json::Value::as_f64).ok_or("`offset` is missing")?;
        Ok(ImportedLayer {
            shape: layer.inputs[0].to_vec(),
            values: vec![("offset".into(), Constant::Float(offset))],
            weights: vec![("gain".into(), arrays[0].clone())],
        })
    })
    .with_variables(|layer| Ok(vec![("gain".into(), layer.inputs[0].to_vec())]))
}

fn main() -> Result<()> {
    let folder = std::env::args_os().nth(1).map_or_else(|| std::env::temp_dir().join("hlsmith-square"), PathBuf::from);
    let mut extensions = Extensions::new();
    extensions.register(square())?;

    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/extensions/square.keras");
    let imported = load_keras_with(&file, None, &extensions)?;
    let config = json!({
        "Backend": "Vitis",
        "IOType": "io_stream",
        "OutputDir": folder,
        "HLSConfig": {
            "Model": {"Precision": "fixed<16,6>"},
            "LayerName": {"square": {"Precision": {"gain": "fixed<8,2>", "result": "fixed<18,8,RND,SAT>"}}},
        },
    });
    let model = Model::convert(imported, &config)?;
    for row in model.inspect() {
        println!("{:8} {:8} {:8} {}", row.name, row.class, row.detail, row.results.join(", "));
    }
    let outputs = model.predict(&[&[1.0_f32, -2.0, 0.5, 3.0]], 1, None)?;
    println!("{:?}", outputs[0]);

    // The project with the kernel above, compiled with g++ and run, must agree with the computation in every bit.
    let report = model.build(&BuildOptions::csim_only(), &mut |_| {})?;
    print!("{report}");
    Ok(())
}
