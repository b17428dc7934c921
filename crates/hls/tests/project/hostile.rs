//! Names that try to leave the place where names stand.

use std::process::Command;

use hlsmith_config::{Accelerator, Backend, Settings};
use hlsmith_fixed::Precision;
use hlsmith_ir::ops::{Activation, Dense, Function, Input};
use hlsmith_ir::{Array, Graph, IoType, NamedType, Op, OpAttributes, Strategy, TensorId, Weight};

use crate::compile::check_test_bench;
use crate::support::{generate, run, written};

const NAMES: [&str; 40] = [
    "",
    " ",
    "_",
    "__SYNTHESIS__",
    "int",
    "class",
    "main",
    "nnet",
    "ap_fixed",
    "std",
    "NULL",
    "9lives",
    "AP_RND",
    "W2_H",
    "accum_t",
    "defines",
    "index",
    "loaded_weights",
    "a b",
    "a_b",
    "A B",
    "quote\"quote",
    "quote'quote",
    "semi;colon",
    "new\nline",
    "carriage\rreturn",
    "nul\0byte",
    "end */ of comment",
    "back\\slash\\",
    "trigraph ??/",
    "#include \"/etc/passwd\"",
    "$(rm -rf /)",
    "`id`",
    "${HOME}",
    "[exit 3]",
    "{unbalanced",
    "../../escape",
    "Größe µ 日本語 \u{1f600}",
    "\u{202e}backwards",
    "long name long name long name long name long name long name long name long name long name long name",
];

fn ty(name: &str) -> NamedType {
    NamedType::new(name, Precision::fixed(12, 4, true))
}

/// A chain of layers, each with one of the names as layer, origin, tensor, weight and type.
fn hostile_graph() -> Graph {
    let mut graph = Graph::new("hostile");
    let add = |graph: &mut Graph, index: usize, op: Op, inputs: Vec<TensorId>| {
        let name = NAMES[index % NAMES.len()];
        let output = graph.add_layer(name, name, op, inputs, vec![2]);
        let (id, _) = graph.nodes().last().expect("just added");
        let edits = vec![
            hlsmith_ir::Edit::SetTensorType(output, ty(&format!("{name}type"))),
            hlsmith_ir::Edit::SetTrace(id, true),
        ];
        graph.apply(edits.into()).expect("the edits fit");
        output
    };
    let mut tensor = add(&mut graph, 0, Input { shape: vec![2] }.into(), Vec::new());
    graph.set_inputs(vec![tensor]);
    for index in 1..NAMES.len() {
        let name = NAMES[index];
        let op = if index % 3 == 0 {
            let mut tanh =
                Activation { function: Function::Tanh, n_in: 2, table_t: ty(name), table_size: 8, reuse_factor: 1 };
            tanh.set("table_size", &hlsmith_ir::AttributeValue::Int(16)).expect("a table size");
            tanh.into()
        } else {
            let weight = |data: Vec<f32>, shape: Vec<usize>| {
                let data = Array::from_f32(shape, data).expect("the shape fits");
                Weight { name: name.into(), data, ty: ty(name), quantizer: None }
            };
            Dense {
                n_in: 2,
                n_out: 2,
                weight: weight(vec![1.5, -0.5, 0.25, 1.0], vec![2, 2]),
                bias: weight(vec![0.125, -0.75], vec![2]),
                accum_t: ty(&format!("{name}accum")),
                reuse_factor: 1,
                strategy: Strategy::Latency,
                compression: false,
            }
            .into()
        };
        tensor = add(&mut graph, index, op, vec![tensor]);
    }
    graph.set_outputs(vec![tensor]);
    graph
}

#[test]
fn a_project_of_hostile_names_compiles_and_computes() {
    for backend in [Backend::Vitis, Backend::Quartus, Backend::OneApi] {
        let settings = Settings { project_name: "hostile".into(), backend, trace_output: true, ..Settings::default() };
        let mut graph = hostile_graph();
        check_test_bench(&graph, &settings);
        graph.io_type = IoType::Stream;
        check_test_bench(&graph, &settings);
    }
}

#[test]
fn paths_stay_inside_the_project() {
    for &backend in Backend::ALL {
        let accelerator = backend.is_accelerator().then(Accelerator::default);
        let project = generate(&hostile_graph(), &Settings { backend, accelerator, ..Settings::default() });
        for path in project.files.keys() {
            let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '/');
            assert!(path.chars().all(is_plain) && !path.contains("..") && !path.starts_with('/'), "{path}");
        }
    }
}

#[test]
fn names_of_projects_and_namespaces_are_refused() {
    let graph = hostile_graph();
    let plain = ["W2_H", "a_b"];
    let generator = ["accum_t", "defines", "loaded_weights"];
    for name in NAMES.iter().filter(|name| !plain.contains(name)) {
        let mut settings = Settings { project_name: (*name).to_owned(), ..Settings::default() };
        let error = hlsmith_hls::validate(&graph, &settings).expect_err(name).to_string();
        assert!(error.contains("HS0702") && error.contains("ProjectName"), "{error}");
        if generator.contains(name) {
            continue;
        }
        settings.project_name = "plain".into();
        settings.writer.namespace = Some(format!("outer::{name}"));
        let error = hlsmith_hls::validate(&graph, &settings).expect_err(name).to_string();
        assert!(error.contains("HS0702") && error.contains("WriterConfig.Namespace"), "{error}");
    }
    for name in plain {
        let settings = Settings { project_name: name.into(), ..Settings::default() };
        hlsmith_hls::validate(&graph, &settings).unwrap_or_else(|error| panic!("{error}"));
    }
}

#[test]
fn make_takes_every_name_as_it_is_or_the_name_is_refused() {
    let has_make = Command::new("make").arg("--version").output().is_ok();
    let mut n_refused = 0;
    for name in NAMES {
        let settings = Settings { part: name.to_owned(), backend: Backend::Quartus, ..Settings::default() };
        if name.chars().any(|c| !c.is_ascii_graphic()) {
            let error = hlsmith_hls::validate(&hostile_graph(), &settings).expect_err(name).to_string();
            assert!(error.contains("the part cannot stand in a makefile"), "{error}");
            n_refused += 1;
            continue;
        }
        let (_folder, target) = written(&generate(&hostile_graph(), &settings));
        std::fs::write(target.join("print.mk"), "include project.mk\nall:\n\t@printf %s $(PART)\n").expect("written");
        if has_make {
            let printed = run(Command::new("make").args(["-s", "-f", "print.mk"]).current_dir(&target), &[]);
            assert_eq!(printed, name);
        }
    }
    assert!(n_refused > 5 && n_refused < NAMES.len() / 2, "{n_refused}");
}

#[test]
fn names_that_are_no_words_of_a_command_are_refused_for_cmake() {
    let mut refused = Vec::new();
    for name in NAMES {
        let settings = Settings { part: name.to_owned(), backend: Backend::OneApi, ..Settings::default() };
        match hlsmith_hls::validate(&hostile_graph(), &settings) {
            Ok(_) => {
                let project = generate(&hostile_graph(), &settings);
                let text = String::from_utf8(project.files["project.cmake"].bytes.clone()).expect("text");
                assert!(text.contains(&format!("set(NNET_PART [=[{name}]=])\n")), "{text}");
            }
            Err(findings) => {
                assert!(findings.to_string().contains("the part cannot stand in a project of CMake"), "{findings}");
                refused.push(name);
            }
        }
    }
    assert!(refused.len() > 15 && refused.contains(&"$(rm -rf /)") && !refused.contains(&"class"), "{refused:?}");
}

#[test]
fn tcl_takes_every_name_as_it_is() {
    if Command::new("tclsh").arg("/dev/null").status().is_err() {
        return;
    }
    for name in NAMES.iter().filter(|name| !name.contains('\0')) {
        let settings = Settings { part: (*name).to_owned(), version: (*name).to_owned(), ..Settings::default() };
        let (_folder, target) = written(&generate(&hostile_graph(), &settings));
        let script =
            "source project.tcl; fconfigure stdout -encoding utf-8 -translation lf; puts -nonewline $part$version";
        let printed = run(Command::new("tclsh").current_dir(&target), script.as_bytes());
        assert_eq!(printed, name.repeat(2));
    }
}
