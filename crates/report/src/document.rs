//! A report under the keys of the peer.

use serde_json::{Map, Number, Value, json};

use crate::libero::{Libero, Part};
use crate::oneapi::{self, OneApi};
use crate::quartus::{self, Quartus};
use crate::vivado::{CSynthesis, Cosim, Measured, Used};
use crate::{Figure, Figures, Section};

/// The interval of a simulation of one sample, which the peer says so.
const NO_INTERVAL: u64 = i64::MAX as u64;

/// All sections as one mapping.
pub(crate) fn of(sections: &[Section]) -> Value {
    let mut top = Map::new();
    for section in sections {
        let (key, value) = match section {
            Section::CSimResults(results) => ("CSimResults", json!(results)),
            Section::CosimResults(results) => ("CosimResults", json!(results)),
            Section::CSynthesis(found) => ("CSynthesisReport", csynthesis(found)),
            Section::LogicSynthesis(figures) => ("VivadoSynthReport", named(figures)),
            Section::Cosim(found) => ("CosimReport", cosim(found)),
            Section::Implementation(used) => ("ImplementationReport", implementation(used)),
            Section::Timing(found) => {
                let slacks = [
                    ("WNS", found.wns),
                    ("TNS", found.tns),
                    ("WHS", found.whs),
                    ("THS", found.ths),
                    ("WPWS", found.wpws),
                    ("TPWS", found.tpws),
                ];
                ("TimingReport", slacks.iter().map(|&(name, slack)| (name.to_owned(), json!(slack))).collect())
            }
            Section::Utilization(figures) => ("UtilizationReport", named(figures)),
            Section::Layers(lines) => ("PerLayerQOFR", json!(lines)),
            Section::Quartus(found) => {
                top.extend(quartus(found));
                continue;
            }
            Section::OneApi(found) => (found.target.as_str(), oneapi(found)),
            Section::Libero(found) => {
                top.extend(libero(found));
                continue;
            }
        };
        top.insert(key.to_owned(), value);
    }
    Value::Object(top)
}

fn named(figures: &Figures) -> Value {
    figures.iter().map(|(name, figure)| (name.clone(), json!(figure.0))).collect()
}

/// An estimate of synthesis under the keys of the peer.
pub fn csynthesis(found: &CSynthesis) -> Value {
    let single = [
        ("TargetClockPeriod", &found.target_clock_period),
        ("EstimatedClockPeriod", &found.estimated_clock_period),
        ("BestLatency", &found.best_latency),
        ("WorstLatency", &found.worst_latency),
        ("IntervalMin", &found.interval_min),
        ("IntervalMax", &found.interval_max),
    ];
    let single = single.into_iter().filter_map(|(name, figure)| Some((name.to_owned(), json!(figure.as_ref()?.0))));
    let used = found.resources.iter().map(|(name, figure)| (name.clone(), json!(figure.0)));
    let available = found.available.iter().map(|(name, figure)| (format!("Available{name}"), json!(figure.0)));
    single.chain(used).chain(available).collect()
}

fn cosim(found: &Cosim) -> Value {
    let Cosim { rtl, status, latency_min, latency_max, interval_min, interval_max, transactions } = found;
    let mut document = json!({
        "RTL": rtl,
        "Status": status,
        "LatencyMin": latency_min.0,
        "LatencyMax": latency_max.0,
        "IntervalMin": interval_min.0,
        "IntervalMax": interval_max.0,
    });
    if let Some((latency, interval)) = transactions {
        for (name, measured) in [("Latency", latency), ("Interval", interval)] {
            document[format!("{name}Min")] = measured.min().unwrap_or(NO_INTERVAL).into();
            document[format!("{name}Max")] = measured.max().unwrap_or_default().into();
        }
        for (name, measured) in [("LatencyAvg", latency), ("IntervalAvg", interval)] {
            document[name] = json!(Measured::mean(measured));
        }
    }
    document
}

fn implementation(used: &[Used]) -> Value {
    let mut document = Map::new();
    for Used { name, count, percent } in used {
        document.insert((*name).to_owned(), json!(count));
        if let Some(percent) = percent {
            document.insert(format!("{name}%"), json!(percent));
        }
    }
    Value::Object(document)
}

/// A number without fraction as an integer.
fn plain(number: f64) -> Value {
    let whole = number as i64;
    if whole as f64 == number { Number::from(whole).into() } else { json!(number) }
}

fn quartus(found: &Quartus) -> Map<String, Value> {
    let mut document = Map::new();
    let mut add = |key: String, value: Value| document.insert(key, value);
    if let Some(estimates) = found.estimates {
        for (name, (used, _)) in quartus::RESOURCES.iter().zip(estimates) {
            add(format!("HLS Estimate {name}"), plain(used));
        }
        for (name, (used, available)) in quartus::RESOURCES.iter().zip(estimates) {
            // The peer spells one of these keys without the blank.
            let blank = if *name == "FF" { "" } else { " " };
            let percent = if available > 0.0 { 100.0 * used / available } else { 0.0 };
            add(format!("HLS Estimate {name}{blank}(%)"), json!(percent));
        }
    }
    if let Some(simulation) = &found.simulation {
        // The spelling is the peer's.
        add("Number of Invoations".to_owned(), json!(simulation.invocations));
        for (name, cycles) in [("Latency", &simulation.latency), ("ii", &simulation.interval)] {
            for (of, cycles) in ["MIN", "MAX", "AVG"].iter().zip(cycles) {
                add(format!("{name} ({of})"), json!(cycles));
            }
        }
    }
    if let Some(fit) = &found.fit {
        add("Clock".to_owned(), json!(fit.clock.0));
        for (name, figure) in &fit.resources {
            add(format!("Quartus {}", name.to_uppercase()), json!(figure.0));
        }
    }
    document
}

fn oneapi(found: &OneApi) -> Value {
    let mut document = Map::new();
    if let Some(fit) = &found.fit {
        let resources = fit.resources.iter().map(|(name, figure)| (name.to_string(), json!(figure.0)));
        let fit: Value = [("fmax".to_owned(), json!(fit.clock.0))].into_iter().chain(resources).collect();
        document.insert("Quartus".to_owned(), fit);
    }
    if let Some((total, available)) = &found.estimate {
        let by_name = |figures: &[Figure; 5], value: &dyn Fn(&Figure) -> Value| -> Value {
            oneapi::RESOURCES.iter().zip(figures).map(|(name, figure)| ((*name).to_owned(), value(figure))).collect()
        };
        let number = |figure: &Figure| figure.number().map_or_else(|| json!(figure.0), plain);
        let hls = json!({
            "total": by_name(total, &number),
            "available": by_name(available, &|figure| json!(figure.0)),
        });
        document.insert("HLS".to_owned(), hls);
    }
    if let Some(loops) = found.loops {
        let loops = json!({
            "worstFrequency": format!("{:?}", loops.frequency),
            "worstII": loops.interval.to_string(),
            "worstLatency": format!("{:?}", loops.latency),
        });
        document.insert("Loop".to_owned(), loops);
    }
    Value::Object(document)
}

fn libero(found: &Libero) -> Map<String, Value> {
    fn part<T>(part: &Part<T>, known: impl Fn(&T) -> Value) -> Value {
        match part {
            Part::Known(figures) => known(figures),
            Part::Unknown(line) => json!({ "Error": line }),
        }
    }
    let resources = |rows: &Vec<(String, Figures)>| rows.iter().map(|(name, row)| (name.clone(), named(row))).collect();
    Map::from_iter([
        ("Simulation Result".to_owned(), part(&found.simulation, named)),
        ("Timing Result".to_owned(), part(&found.timing, named)),
        ("Resource Usage".to_owned(), part(&found.resources, resources)),
    ])
}

/// The resources that the parts of a design sum up to.
const SUMMED: [&str; 5] = ["BRAM_18K", "DSP", "FF", "LUT", "URAM"];

/// The report of a design that is made of parts, from the documents of their reports: resources are sums, of logic
/// synthesis where every part has that and else of the estimates; the clock is that of the slowest part.
///
/// Its latency is known after simulation of the whole only.
pub fn stitched<'a>(parts: impl IntoIterator<Item = &'a Value>) -> Value {
    let parts: Vec<&Value> = parts.into_iter().collect();
    let Some(first) = parts.first().map(|part| &part["CSynthesisReport"]).filter(|report| report.is_object()) else {
        return json!({});
    };
    let number = |value: &Value| value.as_str().and_then(|text| Figure::from(text).number());
    let source = if parts.iter().all(|part| part["VivadoSynthReport"].is_object()) {
        "VivadoSynthReport"
    } else {
        "CSynthesisReport"
    };
    let mut document = Map::new();
    document.insert("TargetClockPeriod".to_owned(), first["TargetClockPeriod"].clone());
    let slowest = parts
        .iter()
        .map(|part| &part["CSynthesisReport"]["EstimatedClockPeriod"])
        .max_by(|a, b| number(a).partial_cmp(&number(b)).unwrap_or(std::cmp::Ordering::Equal));
    document.insert("EstimatedClockPeriod".to_owned(), slowest.cloned().unwrap_or_default());
    for latency in ["BestLatency", "WorstLatency"] {
        document.insert(latency.to_owned(), json!("N/A"));
    }
    for resource in SUMMED {
        let key = format!("Available{resource}");
        document.insert(key.clone(), first[&key].clone());
    }
    for resource in SUMMED {
        let of = |part: &&Value| {
            let report = &part[source];
            let dsp = if resource == "DSP" { number(&report["DSP48E"]) } else { None };
            number(&report[resource]).unwrap_or_default() + dsp.unwrap_or_default()
        };
        document.insert(resource.to_owned(), json!(format!("{:?}", parts.iter().map(of).sum::<f64>())));
    }
    json!({ "StitchedDesignReport": document })
}
