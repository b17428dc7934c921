//! What a target cannot do is refused by name, before anything is written.

use hlsmith_config::{Backend, PipelineStyle, Settings};
use hlsmith_hls::{TestBench, generate, validate};
use hlsmith_ir::{Graph, IoType};

use crate::support::golden_graph;

/// A graph of one layer on two elements, with the given type of the input.
fn graph(layer: &str, input: &str) -> Graph {
    let text = format!(
        "graph \"g\" compatibility=sound\n\
         %x = Input \"x\" origin=\"InputLayer\" index=1 () {{shape=[2]}} : input_t {input} [2]\n\
         %y = {layer} : result_t fixed<16,6> [2]\n\
         inputs %x\noutputs %y\n"
    );
    hlsmith_ir::parse(&text).unwrap_or_else(|error| panic!("{error}"))
}

fn dense(weight_t: &str, weights: &str, attributes: &str) -> String {
    format!(
        "Dense \"fc\" origin=\"Dense\" index=2 (%x) {{n_in=2, n_out=2, weight=w2 w_t {weight_t} f64[2, 2] ({weights}), \
         bias=b2 b_t uint<1> f32[2] (0, 0), accum_t=a_t fixed<16,6>{attributes}}}"
    )
}

fn check(graph: &Graph, settings: &Settings, expected: &[&str]) {
    let error = validate(graph, settings).expect_err("refused").to_string();
    for expected in expected {
        assert!(error.contains(expected), "{expected:?} is not in\n{error}");
    }
    assert_eq!(generate(graph, settings, None).expect_err("refused").to_string(), error);
}

#[test]
fn what_kernels_of_sycl_cannot_do_is_refused() {
    let settings = Settings { backend: Backend::OneApi, part: "Agilex7".into(), ..Settings::default() };
    let mut graph = crate::support::golden_graph_for("recurrent", Backend::OneApi);
    let text = hlsmith_ir::print(&graph, hlsmith_ir::PrintOptions::default());
    let stateful = text.replacen("return_sequences=true", "return_sequences=true, stateful=true", 1);
    let stateful = hlsmith_ir::parse(&stateful).unwrap_or_else(|error| panic!("{error}"));
    check(&stateful, &settings, &["a kernel of SYCL keeps no states from one sample to the next", "found: stateful"]);
    let mut ports = settings.clone();
    ports.hls.bram_factor = 1;
    check(&graph, &ports, &["weights cannot be ports of a component or kernel", "remedy: leave `BramFactor` out"]);
    graph.compatibility = hlsmith_ir::Compatibility::Hls4ml13;
    let message = "hls4ml 1.3 computes this layer in another way for oneAPI: the types of states";
    check(&graph, &settings, &[message, "remedy: leave `Compatibility` out"]);
}

#[test]
fn what_smarthls_cannot_do_is_refused() {
    let mut settings = crate::support::golden_settings("latency_stream", Backend::Libero);
    let mut graph = crate::support::golden_graph_for("latency_stream", Backend::Libero);
    settings.writer.write_emulation_constants = true;
    let message = "key `WriterConfig.WriteEmulationConstants`: a tuple cannot hold the FIFOs of a design in streams";
    check(&graph, &settings, &[message, "remedy: use io_parallel, or leave the key out"]);
    settings.writer.write_emulation_constants = false;
    settings.hls.bram_factor = 1;
    check(&graph, &settings, &["weights cannot be ports of a component or kernel"]);
    settings.hls.bram_factor = u64::MAX;
    graph.compatibility = hlsmith_ir::Compatibility::Hls4ml13;
    let message = "hls4ml 1.3 computes this layer in another way for Libero: its numbers are not recorded";
    check(&graph, &settings, &[message]);
    let relu = "Activation \"act\" origin=\"Activation\" index=2 (%x) {function=relu, n_in=2}";
    for ty in ["fixed<16,6,TRN,WRAP_SM>", "fixed<16,6,TRN,WRAP,2>"] {
        check(&self::graph(relu, ty), &settings, &["layer `x`: the target has no type for `input_t`"]);
    }
    let settings = crate::support::golden_settings("latency", Backend::Libero);
    for text in ["Polar Fire", "a\nb"] {
        let family = hlsmith_config::Libero { family: text.into(), ..settings.libero.clone() };
        let settings = Settings { libero: family, ..settings.clone() };
        check(&golden_graph("latency"), &settings, &["key `FPGAFamily`: the text cannot stand in a makefile"]);
    }
}

#[test]
fn a_style_that_a_target_decides_is_warned_of() {
    for (backend, io_type, style, is_warned) in [
        (Backend::Catapult, IoType::Parallel, PipelineStyle::Dataflow, true),
        (Backend::Catapult, IoType::Parallel, PipelineStyle::Pipeline, false),
        (Backend::OneApi, IoType::Stream, PipelineStyle::Pipeline, true),
        (Backend::Quartus, IoType::Stream, PipelineStyle::Auto, false),
        (Backend::Libero, IoType::Parallel, PipelineStyle::Dataflow, false),
    ] {
        let mut settings = crate::support::golden_settings("latency", backend);
        settings.hls.pipeline_style = style;
        let mut graph = crate::support::golden_graph_for("latency", backend);
        graph.io_type = io_type;
        let warnings = validate(&graph, &settings).unwrap_or_else(|error| panic!("{error}")).to_string();
        assert_eq!(
            warnings.contains("the style has no effect for this target"),
            is_warned,
            "{backend} {style:?}: {warnings}"
        );
    }
}

#[test]
fn instructions_for_zeros_beside_the_input_are_refused() {
    let text = "graph \"g\" compatibility=sound io_type=io_stream\n\
                %x = Input \"x\" origin=\"InputLayer\" index=1 () {shape=[3, 1]} : input_t fixed<8,4> [3, 1]\n\
                %y = Conv1D \"c\" origin=\"Conv1D\" index=2 (%x) {in_width=3, n_chan=1, out_width=3, n_filt=1, \
                filt_width=2, pad_right=1, weight=w2 w_t fixed<8,4> f64[2, 1, 1] (1, 0.5), bias=b2 b_t uint<1> f32[1] (0), \
                accum_t=a_t fixed<16,6>, conv_implementation=Encoded} : result_t fixed<16,6> [3, 1]\n\
                inputs %x\noutputs %y\n";
    let graph = hlsmith_ir::parse(text).unwrap_or_else(|error| panic!("{error}"));
    let message = "layer `c`: instructions need an input that comes pixel by pixel and has its zeros in it";
    check(&graph, &Settings::default(), &[message, "found: ConvImplementation Encoded", "remedy: use `LineBuffer`"]);
}

#[test]
fn all_that_is_wrong_with_a_layer_is_said() {
    let layer = dense("ufixed<70,60>", "-0.01, 0, 0, 0", ", reuse_factor=3, strategy=resource");
    let messages = [
        "layer `fc`: the reuse factor does not divide the work of the layer",
        "layer `fc`: a constant has more significant bits than a number in generated code",
        "layer `x`: the target has no type for `input_t`",
    ];
    check(&graph(&layer, "auto"), &Settings::default(), &messages);
}

#[test]
fn layers_without_support_are_refused() {
    let plain = "1, 0.5, 0.25, 0";
    let relu = "Activation \"act\" origin=\"Activation\" index=2 (%x) {function=relu, n_in=2}";
    let rows = [
        (relu.to_owned(), "auto", "layer `x`: the target has no type for `input_t`\n  found: auto"),
        (relu.to_owned(), "float", "layer `x`: the target has no type for `input_t`\n  found: float"),
        (
            dense("fixed<16,6>", plain, ", reuse_factor=3, strategy=resource"),
            "fixed<8,4>",
            "error[HS0306]: layer `fc`: the reuse factor does not divide the work of the layer\n  found: 3\n  \
             expected: one of 1, 2, 4\n  remedy: use 2",
        ),
        (
            dense("ufixed<70,60>", "-0.01, 0, 0, 0", ""),
            "fixed<8,4>",
            "layer `fc`: a constant has more significant bits than a number in generated code",
        ),
        (dense("fixed<8,4>", "nan:7ff8000000000000, 0, 0, 0", ""), "fixed<8,4>", "layer `fc`"),
        (
            "Softmax \"soft\" origin=\"Softmax\" index=2 (%x) {n_in=2, n_outer=3}".to_owned(),
            "fixed<8,4>",
            "layer `soft`: the slices of the softmax do not fill the tensor\n  found: 2 elements in 3 x 1 slices",
        ),
        (
            "Activation \"act\" origin=\"Activation\" index=2 (%x) {function=tanh, n_in=2, table_size=0}".to_owned(),
            "fixed<8,4>",
            "layer `act`: the number of table entries is out of range",
        ),
        (
            "ParametrizedActivation \"act\" origin=\"ELU\" index=2 (%x) \
             {function=leaky_relu, n_in=2, activ_param=inf, param_t=p_t fixed<8,4>}"
                .to_owned(),
            "fixed<8,4>",
            "layer `act`: a parameter of the layer is not a finite number\n  found: inf",
        ),
    ];
    for (layer, input, expected) in rows {
        check(&graph(&layer, input), &Settings::default(), &[expected]);
    }
}

#[test]
fn all_findings_come_at_once() {
    let text = "graph \"g\" compatibility=sound\n\
        %x = Input \"x\" origin=\"InputLayer\" index=1 () {shape=[2]} : input_t fixed<8,4> [2]\n\
        %a = Softmax \"first\" origin=\"Softmax\" index=2 (%x) {n_in=2, n_outer=3} : a_t fixed<8,4> [2]\n\
        %b = Softmax \"second\" origin=\"Softmax\" index=3 (%a) {n_in=2, n_outer=5} : b_t half [2]\n\
        inputs %x\noutputs %b\n";
    let graph = hlsmith_ir::parse(text).expect("the graph is well formed");
    check(&graph, &Settings::default(), &["layer `first`", "layer `second`: the slices", "no type for `b_t`"]);
}

#[test]
fn limits_of_the_tools_are_warnings() {
    let text = "graph \"g\" compatibility=sound\n\
        %x = Input \"x\" origin=\"InputLayer\" index=1 () {shape=[5000]} : input_t fixed<8,4> [5000]\n\
        %y = Activation \"big\" origin=\"Activation\" index=2 (%x) {function=relu, n_in=5000} : y_t fixed<8,4> [5000]\n\
        inputs %x\noutputs %y\n";
    let graph = hlsmith_ir::parse(text).expect("the graph is well formed");
    let warnings = validate(&graph, &Settings::default()).expect("only warnings").to_string();
    assert_eq!(warnings.matches("warning[HS0701]").count(), 2, "{warnings}");
    assert!(warnings.contains("layer `big`: the tensor is too large to be split into registers"), "{warnings}");

    let mut settings = Settings { project_name: "shared".into(), ..Settings::default() };
    settings.hls.pipeline_style = PipelineStyle::Pipeline;
    let warnings = validate(&golden_graph("shared"), &settings).expect("only warnings").to_string();
    assert!(warnings.contains("warning[HS0307]: layer `within`: a pipeline of all layers"), "{warnings}");
    assert!(validate(&golden_graph("latency"), &Settings::default()).expect("fine").is_empty());

    settings.hls.pipeline_style = PipelineStyle::Dataflow;
    settings.hls.pipeline_interval = Some(2);
    let warnings = validate(&golden_graph("shared"), &settings).expect("only warnings").to_string();
    assert!(
        warnings.contains("key `HLSConfig.Model.PipelineInterval`: the interval of a pipeline has no"),
        "{warnings}"
    );
}

#[test]
fn samples_that_do_not_fit_are_refused() {
    let graph = golden_graph("latency");
    let settings = Settings { backend: Backend::Vitis, ..Settings::default() };
    let rows = |n: usize, width: usize| vec![vec![0.0; width]; n];
    for (inputs, predictions, expected) in [
        (rows(2, 4), rows(2, 3), "key `InputData`: sample 0 does not fit the model\n  found: 4 numbers\n  expected: 3"),
        (rows(2, 3), rows(2, 1), "key `OutputPredictions`: sample 0 does not fit the model"),
        (rows(2, 3), rows(1, 3), "key `OutputPredictions`: test bench inputs and predictions are of different samples"),
    ] {
        let error =
            generate(&graph, &settings, Some(&TestBench { inputs, predictions })).expect_err("refused").to_string();
        assert!(error.contains(expected), "{error}");
    }
}
