//! Small report folders, read: what comes out beside each folder, and what the peer made of it.
//!
//! `tests/reports/<folder>.txt` is the document and the table; `UPDATE_EXPECT=1` rewrites it, and the difference is read
//! before it is committed. `tests/reference/reports/<folder>.json` is recorded from the peer.

use std::fs;
use std::path::{Path, PathBuf};

use hlsmith_report::{Kind, catapult, javascript, libero, oneapi, quartus, read, read_kind, stitched, table, vivado};
use serde_json::{Value, json};

/// Where the peer is wrong: folder, place in the document, and what is wrong with it.
const DIFFERENCES: [(&str, &str, &str); 10] = [
    ("catapult", "/UtilizationReport/URAM", "is never found"),
    ("libero-unfinished", "/Simulation Result/Cycle latency", "is not read from reports without a table"),
    ("libero-unfinished", "/Simulation Result/Number of calls", "is not read from reports without a table"),
    ("quartus", "/HLS Estimate ALUT (%)", "is the share of the logic"),
    ("quartus", "/HLS Estimate FF(%)", "is the share of the logic"),
    ("quartus", "/HLS Estimate RAM (%)", "is the share of the FF"),
    ("quartus", "/HLS Estimate DSP (%)", "is the share of the RAM"),
    ("quartus", "/HLS Estimate MLAB (%)", "is the share of the DSP"),
    ("quartus", "/Quartus", "is that of the last component, whatever its name"),
    ("vivado", "Worst-case latency", "shows the best one in the table"),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The folders with reports.
fn folders() -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join("tests/reports")).expect("the folder of reports");
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    folders.retain(|path| path.is_dir());
    folders.sort();
    folders
}

fn name(folder: &Path) -> &str {
    folder.file_name().and_then(|name| name.to_str()).expect("a name")
}

fn is_listed(folder: &str, place: &str) -> bool {
    DIFFERENCES.iter().any(|(of, prefix, _)| *of == folder && place.starts_with(prefix))
}

/// The files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn reports_are_read_as_recorded() {
    for folder in folders() {
        let report = read(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        assert!(folder.display().to_string().contains(report.kind.as_str()), "{}", folder.display());
        let modules: String = report.modules.iter().map(|(name, _)| format!("module {name}\n")).collect();
        let missing: String = report.missing.iter().map(|line| format!("{line}\n")).collect();
        let remarks = report.remarks.to_string().replace(&folder.display().to_string(), name(&folder));
        let text = format!("{:#}\n{modules}{missing}{remarks}\n{report}", report.to_document());
        let path = folder.with_extension("txt");
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(&path, &text).expect("written");
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(text, expected, "{}: UPDATE_EXPECT=1 accepts the new text", path.display());
    }
}

/// Places below which two documents differ.
fn differences(ours: &Value, theirs: &Value, place: &str, found: &mut Vec<String>) {
    if ours == theirs {
        return;
    }
    let (Some(mine), Some(other)) = (ours.as_object(), theirs.as_object()) else {
        found.push(place.to_owned());
        return;
    };
    for key in mine.keys().chain(other.keys().filter(|key| !mine.contains_key(*key))) {
        differences(&ours[key], &theirs[key], &format!("{place}/{key}"), found);
    }
}

#[test]
fn the_peer_reads_the_same() {
    let mut n_equal = 0;
    for folder in folders() {
        let name = name(&folder);
        let record = fs::read(root().join(format!("tests/reference/reports/{name}.json"))).expect("a record");
        let record: Value = serde_json::from_slice(&record).expect("JSON");
        let report = read(&folder).expect("a report");
        if record["document"].is_null() {
            continue;
        }
        let mut found = Vec::new();
        differences(&report.to_document(), &record["document"], "", &mut found);
        found.retain(|place| !is_listed(name, place));
        assert!(found.is_empty(), "{name}: {found:?}");
        if let (Some(theirs), true) = (record["table"].as_str(), record["table_error"].is_null()) {
            let mut document = report.to_document();
            if report.kind == Kind::Catapult {
                // The peer has no table for this section.
                document.as_object_mut().expect("an object").shift_remove("UtilizationReport");
            }
            let ours = table(report.kind, &document);
            let lines = ours.lines().zip(theirs.lines());
            let other = lines.filter(|(ours, theirs)| ours != theirs && !is_listed(name, ours.trim()));
            assert_eq!(other.collect::<Vec<_>>(), [], "{name}");
            assert_eq!(ours.trim_end().lines().count(), theirs.trim_end().lines().count(), "{name}");
        }
        n_equal += 1;
    }
    assert!(n_equal >= 9, "{n_equal}");
}

#[test]
fn a_folder_without_reports_is_refused() {
    let check = |folder: &Path, expected: &str| {
        let error = read(folder).expect_err("there are no reports").to_string();
        assert!(error.contains(expected), "{error}");
    };
    check(&root().join("no such folder"), "there is no such folder");
    check(&root().join("hls"), "there is no report of a tool in this folder");
    for &kind in Kind::ALL {
        let report = read_kind(&root().join("hls"), kind).expect("nothing is no error");
        assert!(report.sections.is_empty() && !report.missing.is_empty(), "{}", kind.as_str());
    }
}

#[test]
fn broken_texts_are_no_panic() {
    let readers: [fn(&str); 11] = [
        |text| drop(vivado::parse_csynth(text)),
        |text| drop(vivado::parse_cosim(text, Some(text))),
        |text| drop(vivado::parse_utilization(text)),
        |text| drop(vivado::parse_implementation(text)),
        |text| drop((vivado::parse_timing(text), quartus::parse_estimates(text), quartus::parse_simulation(text))),
        |text| drop(quartus::parse_fit(text, "net")),
        |text| drop(oneapi::parse_estimate(text)),
        |text| drop((oneapi::parse_loops(text), oneapi::parse_fit(text, "net"))),
        |text| drop(catapult::parse_utilization(text)),
        |text| drop(libero::parse(text)),
        |text| drop(javascript::variable(text, "areaJSON")),
    ];
    for path in files(&root().join("tests/reports")) {
        let text = fs::read_to_string(&path).expect("text");
        for cut in (0..text.len()).step_by(97).filter(|&cut| text.is_char_boundary(cut)) {
            let without = format!("{}{}", &text[..cut], text.get(cut + 5..).unwrap_or_default());
            let with = format!("{}µ\0'\"\\{{[<{}", &text[..cut], &text[cut..]);
            for reader in readers {
                [&text[..cut], &without, &with].into_iter().for_each(reader);
            }
        }
    }
}

#[test]
fn a_damaged_file_is_remarked_and_the_rest_is_read() {
    let folder = root().join("tests/reports/vivado-old");
    let report = read(&folder).expect("the other report is there");
    assert_eq!(report.sections.len(), 1);
    assert!(report.remarks.to_string().contains("nothing could be read from this report"), "{}", report.remarks);
}

#[test]
fn parts_of_a_design_sum_up() {
    let document = |name: &str| read(&root().join("tests/reports").join(name)).expect("a report").to_document();
    let check = |parts: &[&Value], expected: Value| {
        let document = stitched(parts.iter().copied());
        for (key, value) in expected.as_object().expect("an object") {
            assert_eq!(document["StitchedDesignReport"][key], *value, "{key}");
        }
    };
    let (first, second, estimated) = (document("vivado"), document("vivado-vitis"), document("vivado-undef"));
    // 1.5 and 3 tiles, 31 and 12 blocks.
    check(&[&first, &second], json!({"BRAM_18K": "4.5", "DSP": "43.0", "LUT": "3334.0", "AvailableDSP": "12288"}));
    // Where a part has estimates only, all of them count: 4000 and 71723.
    check(&[&first, &estimated], json!({"LUT": "75723.0", "DSP": "33.0", "BestLatency": "N/A"}));
    assert_eq!(stitched([]), json!({}));
    assert_eq!(stitched([&json!({"CSimResults": []})]), json!({}));
}
