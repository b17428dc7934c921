//! The text form: printing and parsing are inverse, and broken text gives one clear finding.

use hlsmith_fixed::{FixedType, Overflow, Precision, Rounding};
use hlsmith_ir::ops::{Activation, Concatenate, Dense, Function, Input, Merge, MergeFunction, Reshape, Softmax};
use hlsmith_ir::{Array, Graph, NamedType, OpAttributes, PrintOptions, Strategy, Weight, parse, print};
use proptest::prelude::*;
use proptest::strategy::Strategy as Generate;

const SMALL: &str = r#"graph "my \"project\"" compatibility=sound
%x = Input "x" origin="InputLayer" index=1 () {shape=[2]} : input_t fixed<16,6,TRN,WRAP,0> [2]
%layer2_out = Dense "fc/1" origin="Dense" index=2 trace (%x) {n_in=2, n_out=1, weight=w2 weight2_t auto f32[2, 1] (0.5, -1e-7), bias=b2 bias2_t uint<1> f32[1] (0.0), accum_t=_ auto, strategy=resource} : layer2_t auto [1]
%layer3_out = Activation "relu" origin="ReLU" index=3 (%layer2_out) {function=relu, n_in=1} : result_t ufixed<8,0,RND,SAT,0> [1]
inputs %x
outputs %layer3_out, %layer2_out
"#;

#[test]
fn printed_text_is_a_fixed_point() {
    let graph = parse(SMALL).expect("the text is valid");
    assert_eq!(print(&graph, PrintOptions::default()), SMALL);
}

#[test]
fn elided_arrays_cannot_be_read_back() {
    let graph = parse(SMALL).expect("the text is valid");
    let text = print(&graph, PrintOptions { max_elements: 1 });
    assert!(text.contains("f32[2, 1] (...)"));
    assert!(parse(&text).is_err());
}

/// Replaces a piece of the small graph and compares the findings.
fn check_broken(from: &str, to: &str, expected: &str) {
    assert!(SMALL.contains(from), "{from}");
    let findings = parse(&SMALL.replacen(from, to, 1)).expect_err(to);
    assert_eq!(findings.to_string(), expected);
}

#[test]
fn broken_text_is_explained() {
    check_broken(
        "Dense \"fc",
        "Dens \"fc",
        "error[HS0201]: line 3: unknown layer class\n  found: Dens\n  remedy: did you mean `Dense`?",
    );
    check_broken(
        "n_out=1",
        "n_outs=1",
        "error[HS0201]: line 3: unknown attribute of Dense\n  found: n_outs\n  remedy: did you mean `n_out`?",
    );
    check_broken(
        "strategy=resource",
        "strategy=fast",
        "error[HS0201]: line 3: attribute `strategy` must be one of latency, resource, resource_unrolled",
    );
    check_broken(
        "(0.5, -1e-7)",
        "(0.5)",
        "error[HS0201]: line 3: the values do not fill the shape\n  found: 1 values\n  expected: [2, 1]",
    );
    check_broken(
        "(%layer2_out) {",
        "(%layer9_out) {",
        "error[HS0201]: line 4: no layer above makes this tensor\n  found: layer9_out",
    );
    check_broken(
        "auto [1]\n",
        "auto [3]\n",
        "error[HS0203]: layer `fc/1`: shapes do not fit the layer\n  found: [[3]]\n  expected: [[1]]\n\
         error[HS0203]: layer `relu`: shapes do not fit the layer\n  found: [[1]]\n  expected: [[3]]",
    );
    check_broken("\"fc/1\"", "\"x\"", "error[HS0202]: layer `x`: another layer has the same name");
    check_broken(
        "graph \"my \\\"project\\\"\"",
        "graph \"my",
        "error[HS0201]: line 1: a quoted name does not end on its line",
    );
    check_broken(
        "compatibility=sound",
        "compatibility=sund",
        "error[HS0201]: line 1: unknown compatibility\n  found: sund\n  remedy: did you mean `sound`?",
    );
    check_broken("outputs %layer3_out, %layer2_out\n", "", "error[HS0202]: model: the model has no output");
}

const PAIRS: &str = r#"graph "pairs" compatibility=sound
%a = Input "a" origin="InputLayer" index=1 () {shape=[2, 3]} : input_t fixed<16,6,TRN,WRAP,0> [2, 3]
%b = Input "b" origin="InputLayer" index=2 () {shape=[2, 3]} : input2_t fixed<8,3,TRN,WRAP,0> [2, 3]
%layer3_out = Merge "sum" origin="Merge" index=3 (%a, %b) {function=add, n_elem=6} : layer3_t auto [2, 3]
%layer4_out = Concatenate "cat" origin="Concatenate" index=4 (%layer3_out, %b) {axis=1, reuse_factor=2} : layer4_t auto [2, 6]
inputs %a, %b
outputs %layer4_out
"#;

/// Replaces a piece of the graph with layers of two inputs and looks for the expected finding.
fn check_broken_pair(from: &str, to: &str, expected: &str) {
    assert!(PAIRS.contains(from), "{from}");
    let findings = parse(&PAIRS.replacen(from, to, 1)).expect_err(to);
    assert_eq!(findings.to_string(), expected);
}

#[test]
fn layers_of_two_inputs_are_printed_and_checked() {
    let graph = parse(PAIRS).expect("the text is valid");
    assert_eq!(print(&graph, PrintOptions::default()), PAIRS);
    let misfit = |layer: &str| format!("error[HS0203]: layer `{layer}`: shapes do not fit the layer");
    check_broken_pair("(%a, %b)", "(%a)", &format!("{}\n  found: 1 inputs\n  expected: 2 inputs", misfit("sum")));
    check_broken_pair("n_elem=6", "n_elem=5", &format!("{}\n  found: [2, 3]\n  expected: 5 elements", misfit("sum")));
    check_broken_pair(
        "axis=1",
        "axis=2",
        &format!("{}\n  found: [2, 3]\n  expected: more than 2 dimensions", misfit("cat")),
    );
    check_broken_pair(
        "{axis=1, reuse_factor=2} : layer4_t auto [2, 6]",
        "{axis=0} : layer4_t auto [2, 6]",
        &format!("{}\n  found: [[2, 6]]\n  expected: [[4, 3]]", misfit("cat")),
    );
}

const CUSTOM: &str = r#"graph "custom" compatibility=sound
%a = Input "a" origin="InputLayer" index=1 () {shape=[2, 3]} : input_t fixed<16,6,TRN,WRAP,0> [2, 3]
%layer2_out = Custom "own" origin="KOwn" index=2 (%a) {extension="own", n_in=[6], shape=[4], values={axis=-1, flag=true, sizes=[1, -2], slope=1e20}, weights={kernel=kernel2 _ auto f32[2] (0.5, -1.0), offset=o2 o_t fixed<8,4,TRN,WRAP,0> f64[1] (2.0)}} : layer2_t auto [4]
inputs %a
outputs %layer2_out
"#;

/// Replaces a piece of the graph with a layer of an extension and looks for the expected finding.
fn check_broken_custom(from: &str, to: &str, expected: &str) {
    assert!(CUSTOM.contains(from), "{from}");
    let findings = parse(&CUSTOM.replacen(from, to, 1)).expect_err(to);
    assert!(findings.to_string().starts_with(expected), "{findings}");
}

#[test]
fn layers_of_extensions_are_printed_and_checked() {
    let graph = parse(CUSTOM).expect("the text is valid");
    assert_eq!(print(&graph, PrintOptions::default()), CUSTOM);
    check_broken_custom(
        "n_in=[6]",
        "n_in=[5]",
        "error[HS0203]: layer `own`: shapes do not fit the layer\n  found: [2, 3]",
    );
    check_broken_custom("(%a)", "()", "error[HS0203]: layer `own`: shapes do not fit the layer\n  found: 0 inputs");
    for (from, to) in [("axis=-1", "zaxis=-1"), ("axis=-1", "2axis=-1"), ("offset=", "kernel="), ("offset=", "result=")]
    {
        check_broken_custom(from, to, "error[HS0201]: line 3: attribute `");
    }
    check_broken_custom("slope=1e20", "slope=x", "error[HS0201]: line 3: a value is needed");
}

fn precision() -> impl Generate<Value = Precision> {
    prop_oneof![
        Just(Precision::Auto),
        (3u32..200, -20i32..220, any::<bool>(), 0usize..7, 0usize..4, 0u32..3).prop_map(
            |(width, integer, signed, rounding, overflow, saturation_bits)| {
                let fixed =
                    FixedType::new(width, integer, signed).with_modes(Rounding::ALL[rounding], Overflow::ALL[overflow]);
                Precision::Fixed(FixedType { saturation_bits, ..fixed })
            }
        ),
        (1u32..64, any::<bool>()).prop_map(|(width, signed)| Precision::Integer { width, signed }),
    ]
}

fn named_type() -> impl Generate<Value = NamedType> {
    ("[a-z\"\\\\ %{}\n\u{e9}]{0,6}", precision()).prop_map(|(name, precision)| NamedType { name, precision })
}

prop_compose! {
    fn graph()(
        name in any::<String>(),
        layer in any::<String>(),
        n_in in 1usize..5,
        n_out in 1usize..4,
        bits in proptest::collection::vec(any::<u32>(), 20),
        wide in proptest::collection::vec(any::<f64>(), 4),
        types in proptest::collection::vec(named_type(), 8),
        reuse_factor in 1u32..9,
        softmax in any::<bool>(),
        merge_function in 0usize..6,
    ) -> Graph {
        let floats: Vec<f32> = bits.iter().map(|bits| f32::from_bits(*bits)).collect();
        let weight = Weight {
            ty: types[0].clone(),
            ..Weight::new("w2", Array::from_f32(vec![n_in, n_out], &floats[..n_in * n_out]).unwrap())
        };
        let bias = Weight { ty: types[1].clone(), ..Weight::new("", Array::from_f64(vec![n_out], &wide[..n_out]).unwrap()) };
        let mut graph = Graph::new(name);
        let x = graph.add_layer("x", "InputLayer", Input { shape: vec![n_in] }, vec![], vec![n_in]);
        let dense = Dense {
            n_in, n_out, weight, bias, accum_t: types[2].clone(), reuse_factor, strategy: Strategy::Resource, compression: false,
        };
        let y = graph.add_layer(format!("{layer}1"), "Dense", dense, vec![x], vec![n_out]);
        let shaped = graph.add_layer(format!("{layer}2"), "Reshape", Reshape { target_shape: vec![1, n_out] }, vec![y], vec![1, n_out]);
        let last = if softmax {
            let values = [("n_in".to_owned(), hlsmith_ir::AttributeValue::Int(n_out as i64))];
            let op = Softmax { exp_table_t: types[3].clone(), ..Softmax::from_values(&values).unwrap() };
            graph.add_layer("soft", "Softmax", op, vec![shaped], vec![1, n_out])
        } else {
            let op = Activation {
                function: Function::Tanh, n_in: n_out, table_t: types[4].clone(), table_size: 16, reuse_factor: 1,
            };
            graph.add_layer("tanh", "Activation", op, vec![shaped], vec![1, n_out])
        };
        let merge = Merge { function: MergeFunction::ALL[merge_function], n_elem: n_out, divisor: 2, reuse_factor };
        let merged = graph.add_layer("merged", "Merge", merge, vec![last, shaped], vec![1, n_out]);
        let concatenate = Concatenate { axis: 0, reuse_factor: 1 };
        let joined = graph.add_layer("joined", "Concatenate", concatenate, vec![merged, last], vec![2, n_out]);
        graph.set_inputs(vec![x]);
        graph.set_outputs(vec![last, y, joined]);
        graph
    }
}

proptest! {
    #[test]
    fn print_and_parse_are_inverse(graph in graph()) {
        let text = print(&graph, PrintOptions::default());
        let parsed = parse(&text).map_err(|findings| TestCaseError::fail(format!("{findings}\n{text}")))?;
        prop_assert_eq!(print(&parsed, PrintOptions::default()), text);
    }

    #[test]
    fn any_text_is_read_without_panic(text in "(graph \"g\" compatibility=sound\n)?([%=(){},:\\[\\]\" a-z0-9<>.]|\n){0,60}") {
        let _ = parse(&text);
    }
}
