//! Names that try to leave the place where names stand.

use std::process::Command;

use hlsmith_config::{Accelerator, Backend, Catapult, Libero, Settings, Technology};
use hlsmith_fixed::Precision;
use hlsmith_ir::ops::{Activation, Dense, Function, Input};
use hlsmith_ir::{Array, Graph, IoType, NamedType, Op, OpAttributes, Strategy, TensorId, Weight};

use crate::compile::{FLAGS, check_test_bench};
use crate::support::{board, generate, run, written};
use crate::syntax;

/// The names.
const NAMES: &[&str] = &include!("../../../../tests/hostile_names.rs");

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
    for backend in [Backend::Vitis, Backend::Catapult, Backend::Libero, Backend::Quartus, Backend::OneApi] {
        let settings = Settings { project_name: "hostile".into(), backend, trace_output: true, ..Settings::default() };
        let mut graph = hostile_graph();
        check_test_bench(&graph, &settings);
        graph.io_type = IoType::Stream;
        check_test_bench(&graph, &settings);
    }
}

#[test]
fn the_cores_around_a_design_of_hostile_names_compile() {
    let backend = Backend::VitisUnified;
    for name in ["zcu102", "alveo-u200"] {
        let accelerator = Accelerator { board: board(name), ..Accelerator::of(backend) };
        let mut settings = Settings { project_name: "hostile".into(), backend, ..Settings::default() };
        settings.accelerator = Some(accelerator);
        settings.writer.namespace = Some("outer::inner".into());
        for io_type in [IoType::Parallel, IoType::Stream] {
            let mut graph = hostile_graph();
            graph.io_type = io_type;
            let (_folder, target) = written(&generate(&graph, &settings));
            let arguments = ["-fsyntax-only", "-Ifirmware/ap_types", "firmware/hostile_axi.cpp"];
            run(Command::new("g++").args(FLAGS).args(arguments).current_dir(&target), &[]);
        }
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
fn code_of_every_target_compiles_whatever_the_names() {
    for &backend in Backend::ALL {
        for io_type in [IoType::Parallel, IoType::Stream] {
            let mut graph = hostile_graph();
            graph.io_type = io_type;
            let accelerator = backend.is_accelerator().then(Accelerator::default);
            let settings = Settings {
                project_name: "hostile".into(),
                backend,
                accelerator,
                trace_output: true,
                ..Settings::default()
            };
            let (_folder, target) = written(&generate(&graph, &settings));
            syntax::check_code(&target, backend);
        }
    }
}

/// The settings of a target with a text wherever one can reach scripts.
fn hostile_settings(backend: Backend, text: &str) -> Settings {
    Settings {
        project_name: "hostile".into(),
        backend,
        accelerator: backend.is_accelerator().then(Accelerator::default),
        part: text.into(),
        version: text.into(),
        // A chip has no part that its libraries depend on.
        catapult: Catapult { technology: Technology::Asic, asic_library: text.into(), fifo: Some(text.into()) },
        libero: Libero { family: text.into(), board: text.into(), installation: None },
        ..Settings::default()
    }
}

#[test]
fn names_that_are_no_words_of_a_command_are_refused_for_cmake() {
    let mut refused = Vec::new();
    for &name in NAMES {
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
fn scripts_of_every_target_take_texts_as_they_are() {
    for &backend in Backend::ALL {
        let mut n_checked = 0;
        for &name in NAMES {
            let settings = hostile_settings(backend, name);
            let project = match hlsmith_hls::generate(&hostile_graph(), &settings, None) {
                Ok(project) => project,
                Err(error) => {
                    let error = error.to_string();
                    let names_key = error.contains("`Part`") || error.contains("`Version`");
                    assert!(error.contains("HS0702") && names_key, "{backend} {name:?}: {error}");
                    continue;
                }
            };
            let (_folder, target) = written(&project);
            let variables = ["part", "version", "fifo", "family", "kit"].map(|word| (word, word.to_uppercase()));
            let expected: Vec<(&str, &str, &str)> =
                variables.iter().map(|(tcl, make)| (*tcl, make.as_str(), name)).collect();
            syntax::check_scripts(&target, &expected);
            n_checked += 1;
        }
        // Makefiles and projects of CMake refuse what cannot stand in them; the rest is taken as it is.
        assert!(n_checked >= 15, "{backend}: {n_checked} projects");
    }
}

#[test]
fn scripts_of_every_target_run_in_any_folder() {
    for &backend in Backend::ALL {
        let settings = hostile_settings(backend, backend.default_part());
        let project = generate(&hostile_graph(), &Settings { version: "1.0.0".into(), ..settings });
        // CMake takes a backslash for a separator of folders.
        let cannot_be = if backend == Backend::OneApi { &['/', '\0', '\\'][..] } else { &['/', '\0'] };
        for name in NAMES.iter().filter(|name| !name.is_empty() && !name.contains(cannot_be)) {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let target = folder.path().join(name);
            project.write(&target).unwrap_or_else(|error| panic!("{name:?}: {error}"));
            syntax::check_scripts(&target, &[("version", "VERSION", "1.0.0")]);
            syntax::check_library_script(&target);
        }
    }
}
