//! What the emulator refuses, and how it says so.

use hlsmith_emulate::Plan;
use hlsmith_ir::Graph;

fn graph(layer: &str, input_t: &str, result_t: &str) -> Graph {
    let (class, attributes) = layer.split_once(' ').expect("a class and attributes");
    let text = format!(
        "graph \"g\" compatibility=sound\n\
         %x = Input \"x\" origin=\"\" index=1 () {{shape=[2]}} : t {input_t} [2]\n\
         %y = {class} \"layer\" origin=\"\" index=2 (%x) {attributes} : t {result_t} [2]\n\
         inputs %x\noutputs %y\n"
    );
    hlsmith_ir::parse(&text).unwrap_or_else(|findings| panic!("{findings}\n{text}"))
}

/// Every finding of a refused graph as `code subject: message; found; expected`.
fn check(layer: &str, input_t: &str, result_t: &str, expected: &[&str]) {
    let Err(findings) = Plan::compile(&graph(layer, input_t, result_t)) else { panic!("{layer} is not refused") };
    let found: Vec<String> = findings
        .iter()
        .map(|f| {
            let part = |part: &Option<String>| part.clone().unwrap_or_default();
            format!("{} {:?}: {}; {}; {}", f.code.as_str(), f.subject, f.message, part(&f.found), part(&f.expected))
        })
        .collect();
    assert_eq!(found, expected, "{layer}");
}

const T: &str = "fixed<16,6>";
const LINEAR: &str = "Activation {function=linear, n_in=2}";

#[test]
fn types() {
    let grid = "a fixed-point or integer type";
    check(
        LINEAR,
        T,
        "auto",
        &[&format!("HS0202 Layer(\"layer\"): the type of the result is not yet derived; auto; {grid}")],
    );
    check(
        LINEAR,
        T,
        "float",
        &[&format!("HS0602 Layer(\"layer\"): the type of the result is not computed by the emulator; float; {grid}")],
    );
    check(
        LINEAR,
        "exponent<4>",
        T,
        &[
            &format!(
                "HS0602 Layer(\"x\"): the type of the result is not computed by the emulator; exponent<4>; {grid}"
            ),
            &format!(
                "HS0602 Layer(\"layer\"): the type of the input is not computed by the emulator; exponent<4>; {grid}"
            ),
        ],
    );
    let sigmoid = "Activation {function=sigmoid, n_in=2, table_t=t exponent<4>}";
    check(
        sigmoid,
        T,
        T,
        &[&format!(
            "HS0602 Layer(\"layer\"): the type of `table_t` is not computed by the emulator; exponent<4>; {grid}"
        )],
    );
    check(
        "Reshape {target_shape=[2]}",
        T,
        "fixed<8,4>",
        &["HS0202 Layer(\"layer\"): a reshape copies nothing, so that its result has the type of its input; \
         fixed<8,4,TRN,WRAP,0>; fixed<16,6,TRN,WRAP,0>"],
    );
    check(
        "Softmax {n_in=2}",
        "fixed<1,1>",
        T,
        &["HS0602 Layer(\"layer\"): a stable softmax needs an input of more than a sign bit; fixed<1,1,TRN,WRAP,0>; "],
    );
}

#[test]
fn sizes() {
    let range = "the number of table entries is out of range";
    for size in ["0", "1048577", "99999999999"] {
        check(
            &format!("Activation {{function=tanh, n_in=2, table_size={size}}}"),
            T,
            T,
            &[&format!("HS0602 Layer(\"layer\"): {range}; {size}; 1 to 1048576")],
        );
    }
    check(
        "Softmax {n_in=2, inv_table_size=3000000}",
        T,
        T,
        &[&format!("HS0602 Layer(\"layer\"): {range}; 3000000; 1 to 1048576")],
    );
    check(
        "Softmax {n_in=2, n_outer=3}",
        T,
        T,
        &[
            "HS0203 Layer(\"layer\"): the extents beside the softmax axis do not divide the input; n_outer 3, n_inner 1; \
         divisors of 2",
        ],
    );
}

#[test]
fn constants() {
    let dense = |weights: &str, rest: &str| {
        format!(
            "Dense {{n_in=2, n_out=2, weight=w2 t fixed<8,4> f32[2, 2] ({weights}), \
             bias=b2 t fixed<8,4> f32[2] (0.0, 0.0), accum_t=t fixed<16,8>{rest}}}"
        )
    };
    check(
        &dense("1.0, inf, 0.0, 0.0", ""),
        T,
        T,
        &["HS0405 Layer(\"layer\"): a constant of `w2` is not a finite number; inf; "],
    );
    check(
        &dense("1.0, 0.0, 0.0, 0.0", ", reuse_factor=3, strategy=resource"),
        T,
        T,
        &["HS0306 Layer(\"layer\"): the reuse factor does not divide the work of the layer; 3; one of 1, 2, 4"],
    );
    check(
        "HardActivation {function=hard_tanh, n_in=2, slope=inf}",
        T,
        T,
        &["HS0202 Layer(\"layer\"): `slope` is not a finite number; inf; "],
    );
}

#[test]
fn inputs() {
    let plan = Plan::compile(&graph(LINEAR, T, T)).expect("the graph is typed");
    let check = |inputs: &[&[f32]], n_samples: usize, expected: &str| {
        let findings = plan.run(inputs, n_samples, None).expect_err("the inputs do not fit");
        let found: Vec<String> = findings
            .iter()
            .map(|f| {
                let part = |part: &Option<String>| part.clone().unwrap_or_default();
                format!("{} {}; {}; {}", f.code.as_str(), f.message, part(&f.found), part(&f.expected))
            })
            .collect();
        assert_eq!(found, [expected]);
        assert_eq!(plan.run_raw(inputs, n_samples), Err(findings.clone()));
        assert_eq!(plan.trace(inputs, n_samples, None), Err(findings));
    };
    check(&[], 1, "HS0601 the model takes another number of inputs; 0; 1");
    check(&[&[0.0; 2], &[0.0; 2]], 1, "HS0601 the model takes another number of inputs; 2; 1");
    check(&[&[0.0; 3]], 1, "HS0601 input `x` has another number of elements; 3; 1 samples of 2 elements");
    check(
        &[&[]],
        usize::MAX,
        "HS0601 input `x` has another number of elements; 0; 18446744073709551615 samples of 2 elements",
    );
    assert_eq!(plan.run::<f32>(&[&[]], 0, None), Ok(vec![vec![]]));
}

#[test]
fn memory_of_results() {
    let plan = Plan::compile(&graph(LINEAR, T, T)).expect("the graph is typed");
    let samples = [1.5_f32, -2.0, 0.25, 3.0];
    let check = |layers: &[usize], lengths: &[usize], expected: Result<&[&[f32]], &str>| {
        let mut memory: Vec<Vec<f32>> = lengths.iter().map(|&len| vec![9.0; len]).collect();
        let results = memory.iter_mut().map(Vec::as_mut_slice).collect();
        let found = plan.run_into(&[&samples], 2, layers, results, Some(1)).map_err(|findings| findings.to_string());
        match expected {
            Ok(expected) => assert_eq!((found, memory), (Ok(()), expected.iter().map(|data| data.to_vec()).collect())),
            Err(expected) => assert!(found.as_ref().is_err_and(|text| text.contains(expected)), "{found:?}"),
        }
    };
    check(&[], &[4], Ok(&[&samples]));
    check(&[1, 0], &[4, 4, 4], Ok(&[&samples, &samples, &samples]));
    check(&[], &[], Err("found: []"));
    check(&[0], &[4, 2], Err("found: [4, 2]"));
    assert_eq!((plan.n_layers(), plan.layer_name(1), plan.layer_shape(1)), (2, "layer", vec![2]));
}
