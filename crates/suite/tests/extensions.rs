//! Layers of extensions: what the emulator makes of the user's code is what the user's C++ gives, in every bit.

use hlsmith::{
    Array, Computation, Constant, Dialect, Extension, Extensions, Graph, Handler, ImportedLayer, KernelText,
    LayerWeight, Model, ResultRule, Value, load_keras_parts,
};
use hlsmith_suite::build_unit;
use serde_json::json;

/// `y[i] = x[i] * gain[i] + g[i]` on exact numbers, with a limit for what is below `least`.
fn gate() -> Handler {
    let computation = Computation::exact(|call| {
        let least = Value::from(i32::try_from(call.int("least")?)?);
        let gate = |(x, (gain, g)): (&Value, (&Value, &Value))| {
            let y = &(x * gain) + g;
            if y < least { least.clone() } else { y }
        };
        let others = call.weight("gain")?.iter().zip(&call.inputs[1]);
        Ok(call.inputs[0].iter().zip(others).map(gate).collect())
    });
    let kernel = KernelText {
        header: "nnet_gate.h".into(),
        text: "#ifndef NNET_GATE_H_\n#define NNET_GATE_H_\n\
            namespace nnet {\n\
            template <class data_T, class gate_T, class res_T, typename CONFIG_T>\n\
            void gate(const data_T data[CONFIG_T::n_in], const gate_T g[CONFIG_T::n_in2], res_T res[CONFIG_T::n_out],\n\
            const typename CONFIG_T::gain_t gain[CONFIG_T::n_in]) {\n\
            for (unsigned i = 0; i < CONFIG_T::n_in; i++) {\n\
            const auto y = data[i] * gain[i] + g[i];\n\
            res[i] = y < CONFIG_T::least ? static_cast<res_T>(CONFIG_T::least) : static_cast<res_T>(y);\n\
            }\n}\n}\n#endif\n"
            .into(),
        function: "gate".into(),
    };
    let extension = Extension { kernel: Some(kernel), ..Extension::new("gate", computation) };
    Handler::new(&["KGate"], extension, |layer, arrays| {
        let least = layer.settings.get("least").and_then(serde_json::Value::as_i64).ok_or("`least` is needed")?;
        Ok(ImportedLayer {
            shape: layer.inputs[0].to_vec(),
            values: vec![("least".into(), Constant::Int(least))],
            weights: vec![("gain".into(), arrays[0].clone())],
        })
    })
    .with_variables(|layer| Ok(vec![("gain".into(), vec![layer.inputs[0].iter().product()])]))
}

/// The elements backwards, times a constant, on floating-point numbers; the result has the type of the input.
fn reverse() -> Handler {
    let computation = Computation::real(|call| {
        let Some(Constant::Float(factor)) = call.layer.value("factor") else { return Err("no factor".into()) };
        let samples = call.inputs[0].chunks(call.layer.n_in[0]);
        Ok(samples.flat_map(|sample| sample.iter().rev().map(|x| x * factor)).collect())
    });
    let kernel = KernelText {
        header: "nnet_reverse.h".into(),
        text: "#ifndef NNET_REVERSE_H_\n#define NNET_REVERSE_H_\n\
            namespace nnet {\n\
            template <class data_T, class res_T, typename CONFIG_T>\n\
            void reverse(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_out]) {\n\
            const ap_fixed<8, 4> factor = CONFIG_T::factor;\n\
            for (unsigned i = 0; i < CONFIG_T::n_in; i++)\n\
            res[i] = static_cast<res_T>(data[CONFIG_T::n_in - 1 - i] * factor);\n\
            }\n}\n#endif\n"
            .into(),
        function: "reverse".into(),
    };
    let result = ResultRule::Input;
    let extension = Extension { kernel: Some(kernel), result, ..Extension::new("reverse", computation) };
    Handler::new(&["KReverse"], extension, |layer, _| {
        Ok(ImportedLayer {
            shape: layer.inputs[0].to_vec(),
            values: vec![("factor".into(), Constant::Float(-1.5)), ("axes".into(), Constant::Ints(vec![1, 2]))],
            weights: Vec::new(),
        })
    })
}

fn extensions() -> Extensions {
    let mut extensions = Extensions::new();
    for handler in [gate(), reverse()] {
        extensions.register(handler).unwrap_or_else(|findings| panic!("{findings}"));
    }
    extensions
}

const GAIN: [f32; 6] = [0.5, -1.25, 3.0, 0.1, 2.0, -0.75];

fn load(extensions: &Extensions) -> hlsmith::Result<Graph> {
    let tensor = |layer: &str| json!({"class_name": "__keras_tensor__", "config": {"keras_history": [layer, 0, 0]}});
    let layer = |class: &str, name: &str, inputs: &[&str], config: serde_json::Value| {
        let tensors: Vec<_> = inputs.iter().map(|&input| tensor(input)).collect();
        let args = if tensors.len() == 1 { json!([tensors[0]]) } else { json!([tensors]) };
        let nodes = if inputs.is_empty() { json!([]) } else { json!([{"args": args, "kwargs": {}}]) };
        let (module, registered) =
            if class.starts_with('K') { ("mine", format!("mine>{class}")) } else { ("keras.layers", String::new()) };
        json!({
            "module": module, "class_name": class, "registered_name": if registered.is_empty() { json!(null) } else { json!(registered) },
            "name": name, "config": config, "inbound_nodes": nodes,
        })
    };
    let input = |name: &str| layer("InputLayer", name, &[], json!({"name": name, "batch_shape": [null, 2, 3]}));
    let config = json!({"class_name": "Functional", "config": {
        "name": "model",
        "layers": [
            input("x"),
            input("g"),
            layer("KGate", "gated", &["x", "g"], json!({"name": "gated", "least": -2})),
            layer("KReverse", "back", &["gated"], json!({"name": "back"})),
        ],
        "input_layers": [["x", 0, 0], ["g", 0, 0]],
        "output_layers": [["back", 0, 0]],
    }});
    let data = Array::from_f32(vec![6], GAIN).expect("six numbers");
    let weights = vec![LayerWeight { path: vec!["gated".into()], name: "gain".into(), data }];
    load_keras_parts(&config.to_string(), weights, Dialect::Keras3, extensions)
}

fn convert(io_type: &str, precision: &serde_json::Value) -> Model {
    let imported = load(&extensions()).unwrap_or_else(|findings| panic!("{findings}"));
    let config = json!({
        "Backend": "Vitis",
        "IOType": io_type,
        "HLSConfig": {
            "Model": {"Precision": "fixed<16,6>"},
            "LayerName": {"gated": {"Precision": precision}, "back": {"Precision": {"result": "auto"}}},
        },
    });
    Model::convert(imported, &config).unwrap_or_else(|findings| panic!("{findings}"))
}

#[test]
fn layers_of_extensions_have_their_rows() {
    let precision = json!({"result": "fixed<12,5>", "gain": "fixed<9,3>"});
    for (io_type, depths) in [("io_parallel", [vec![], vec![]]), ("io_stream", [vec![2], vec![]])] {
        let rows = convert(io_type, &precision).inspect();
        let found: Vec<_> = rows
            .iter()
            .filter(|row| row.class == "Custom")
            .map(|row| (row.name.as_str(), row.detail.as_str(), row.n_weights, row.fifo_depths.clone()))
            .collect();
        let [gated, back] = depths;
        assert_eq!(found, [("gated", "gate", 6, gated), ("back", "reverse", 0, back)], "{io_type}");
    }
}

#[test]
fn extensions_compute_what_their_kernels_compute() {
    let precisions = [
        json!({"result": "fixed<12,5,RND,SAT>", "gain": "fixed<9,3>"}),
        json!({"result": "ufixed<7,3,RND_CONV,SAT>", "gain": "fixed<6,2,RND>"}),
        json!({"result": "auto"}),
        json!({"result": "fixed<50,20>", "gain": "fixed<20,4>"}),
    ];
    let models: Vec<(String, Model)> = ["io_parallel", "io_stream"]
        .iter()
        .flat_map(|io_type| {
            precisions
                .iter()
                .enumerate()
                .map(move |(at, precision)| (format!("{io_type}{at}"), convert(io_type, precision)))
        })
        .collect();
    let graphs: Vec<(String, &Graph)> = models.iter().map(|(name, model)| (name.clone(), model.graph())).collect();
    let folder = tempfile::tempdir().expect("a folder");
    let unit = build_unit(&graphs, folder.path()).unwrap_or_else(|error| panic!("{error:#}"));
    // More than a tile of samples, on and off the grid.
    let number = |index: usize| ((index * 7919) % 2003) as f64 / 64.0 - 15.6;
    let (n_samples, elements) = (150, 6);
    let x: Vec<f64> = (0..n_samples * elements).map(number).collect();
    let g: Vec<f64> = (0..n_samples * elements).map(|index| number(index * 3 + 1) / 8.0).collect();
    let samples: Vec<f64> =
        x.chunks(elements).zip(g.chunks(elements)).flat_map(|(x, g)| x.iter().chain(g)).copied().collect();
    for (name, model) in &models {
        let plan = model.plan().expect("it can be computed");
        assert!(plan.is_fast());
        let raw = plan.run_raw(&[&x, &g], n_samples).expect("it runs");
        assert_eq!(raw, plan.run_reference(&[&x, &g], n_samples).expect("it runs"), "{name}");
        let simulated = unit.run(name, &samples).expect("it runs");
        let output = &raw[0];
        for (sample, found) in simulated.iter().enumerate() {
            let raws = &output.raw[sample * elements..][..elements];
            let expected: Vec<String> = raws.iter().map(|raw| raw.to_pattern(output.format.width)).collect();
            assert_eq!(*found, expected, "{name}, sample {sample}");
        }
        let predict = |threads| model.predict::<f64>(&[&x, &g], n_samples, Some(threads)).expect("it runs");
        assert_eq!(predict(1), predict(3));
    }
}

#[test]
fn types_of_extensions_follow_configuration_and_rule() {
    let model = convert("io_parallel", &json!({"result": "auto", "gain": "fixed<9,3>"}));
    let graph = model.graph();
    let node = graph.node(graph.find("gated").expect("the layer is there"));
    assert_eq!((node.op.class(), node.origin.as_str(), node.index), ("Custom", "KGate", 3));
    assert_eq!(node.op.types()[0].1.precision.to_string(), "fixed<9,3,TRN,WRAP,0>");
    let types: Vec<String> =
        graph.nodes().map(|(_, node)| graph.tensor(node.outputs[0]).ty.precision.to_string()).collect();
    assert_eq!(types[2..], ["fixed<16,6,TRN,WRAP,0>", "fixed<16,6,TRN,WRAP,0>"]);
    let config = hlsmith::config_from_model(model.imported(), hlsmith::Granularity::Name, None, "fixed<16,6>", 1, None);
    assert_eq!(config["LayerName"]["gated"]["Precision"], json!({"result": "auto", "gain": "auto"}));
}

fn check_refused(result: Result<impl Sized, hlsmith::Diagnostics>, expected: &str) {
    let findings = result.err().map(|findings| findings.to_string()).unwrap_or_default();
    assert!(findings.contains(expected), "{expected:?} is not in {findings:?}");
}

#[test]
fn what_extensions_do_wrong_is_said() {
    check_refused(load(&Extensions::new()), "error[HS0403]: layer `gated`: the layer is of a custom class");
    let mut extensions = extensions();
    check_refused(extensions.register(gate()), "an extension of this name is registered already");
    let named = |name: &str, classes: &[&str]| {
        let computation = Computation::exact(|call| Ok(call.inputs[0][1..].to_vec()));
        Handler::new(classes, Extension::new(name, computation), |layer, _| {
            Ok(ImportedLayer { shape: layer.inputs[0].to_vec(), ..ImportedLayer::default() })
        })
    };
    check_refused(extensions.register(named("a b", &["KOther"])), "error[HS0702]");
    check_refused(extensions.register(named("other", &["KGate"])), "an extension for this class is registered already");
    check_refused(extensions.register(named("other", &["Dense"])), "imported without extensions");
    check_refused(extensions.register(named("other", &["Lambda"])), "imported without extensions");
    check_refused(extensions.register(named("other", &[])), "serves no class");

    let mut incomplete = Extensions::new();
    incomplete.register(named("gate", &["KGate"])).and_then(|()| incomplete.register(reverse())).expect("fine");
    let imported = load(&incomplete).expect("fine");
    let config = json!({"Model": {"Precision": "fixed<16,6>"}});
    check_refused(Model::convert(imported, &config), "layer `gated`: the extension `gate` has no kernel");
    let text = hlsmith::print(convert("io_parallel", &json!("fixed<8,4>")).graph(), hlsmith::PrintOptions::default());
    let graph = hlsmith_ir::parse(&text).expect("it was printed");
    check_refused(hlsmith::Plan::compile(&graph), "layer `gated`: the extension of the layer is not registered");
    let mut failing = Extensions::new();
    let handler = Handler { import: Box::new(|_, _| Err("not today".into())), ..gate() };
    failing.register(handler).and_then(|()| failing.register(reverse())).expect("fine");
    check_refused(
        load(&failing),
        "error[HS0408]: layer `gated`: the extension `gate` cannot import the layer\n  found: not today",
    );
}

/// A graph of one layer of an extension with the given computation.
fn computed(computation: Computation) -> hlsmith::Result<Vec<Vec<f64>>> {
    let mut extension = Extension::new("reverse", computation);
    extension.kernel = reverse().extension.kernel.clone();
    let handler = Handler { extension: extension.into(), ..reverse() };
    let mut extensions = Extensions::new();
    extensions.register(gate()).and_then(|()| extensions.register(handler))?;
    let model = Model::convert(load(&extensions)?, &json!({"Model": {"Precision": "fixed<16,6>"}}))?;
    model.predict(&[&[0.5_f64; 6 * 200], &[0.5; 6 * 200]], 200, None)
}

#[test]
fn failures_of_computations_are_findings() {
    let message = "error[HS0408]: layer `back`: the extension `reverse` cannot compute the layer\n  found: ";
    check_refused(computed(Computation::exact(|_| Err("no luck".into()))), &format!("{message}no luck"));
    check_refused(computed(Computation::exact(|_| Ok(Vec::new()))), &format!("{message}0 results where 6 are needed"));
    let nan = Computation::real(|call| Ok(vec![f64::NAN; call.inputs[0].len()]));
    check_refused(computed(nan), &format!("{message}NaN is among the results"));
    assert!(computed(Computation::real(|call| Ok(call.inputs[0].clone()))).is_ok());
}
