//! How many packets the streams of a design must hold so that no process waits for ever.
//!
//! Every process is a fixed sequence of reads and writes of packets. The sequences are played with streams without bound,
//! each packet handed on as far as it goes before the next one enters the design. What a stream held at most on that way
//! is enough for it: there is one order of all reads and writes that never finds a stream full, and whether processes
//! that wait for full and for empty streams can all end up waiting does not depend on the order in which they run.

use std::collections::BTreeMap;

use crate::names::Ident;

/// The order in which a process reads and writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Schedule {
    /// A packet of every input, then a packet of every output, over and over.
    PerPacket,
    /// Every input, one after the other, then every output, one after the other.
    Whole,
    /// The only input packet by packet, and after each packet this many packets of the only output.
    Interleaved(Vec<usize>),
}

/// A process with the streams it reads and writes.
#[derive(Clone, Debug)]
pub(crate) struct Process {
    pub(crate) inputs: Vec<Ident>,
    pub(crate) outputs: Vec<Ident>,
    pub(crate) schedule: Schedule,
    /// How often it does so: once, or for each step of a sequence.
    pub(crate) n_turns: usize,
}

/// What a process does next.
enum Action {
    Read(usize),
    Write(usize),
    Done,
}

/// A process at its place in the sequence.
struct Player<'a> {
    process: &'a Process,
    inputs: Vec<usize>,
    outputs: Vec<usize>,
    /// Packets read of each input and written of each output.
    read: Vec<usize>,
    written: Vec<usize>,
    /// Packets still to be written after the last read one, for [`Schedule::Interleaved`].
    due: usize,
}

/// A stream while it is played.
#[derive(Clone, Default)]
struct Stream {
    n_packets: usize,
    reader: Option<usize>,
    held: usize,
    most: usize,
}

/// The most packets that each stream holds at a time.
///
/// `n_packets` has the length of every stream, `inputs` are those that enter the design.
pub(crate) fn depths(
    processes: &[Process],
    n_packets: &BTreeMap<Ident, usize>,
    inputs: &[Ident],
) -> BTreeMap<Ident, usize> {
    let names: Vec<&Ident> = n_packets.keys().collect();
    let position = |name: &Ident| names.binary_search(&name).ok();
    let mut streams: Vec<Stream> =
        n_packets.values().map(|&n_packets| Stream { n_packets, ..Stream::default() }).collect();
    let mut players: Vec<Player<'_>> = processes
        .iter()
        .map(|process| Player {
            process,
            inputs: process.inputs.iter().filter_map(position).collect(),
            outputs: process.outputs.iter().filter_map(position).collect(),
            read: vec![0; process.inputs.len()],
            written: vec![0; process.outputs.len()],
            due: 0,
        })
        .collect();
    for (reader, player) in players.iter().enumerate() {
        for &input in &player.inputs {
            streams[input].reader = Some(reader);
        }
    }
    let inputs: Vec<usize> = inputs.iter().filter_map(position).collect();
    let mut entered = vec![0; inputs.len()];
    // A packet enters where a process waits for one; when nobody waits, all has been read.
    loop {
        let waiting = inputs.iter().zip(&entered).position(|(&input, &entered)| {
            let stream = &streams[input];
            entered < stream.n_packets && stream.reader.is_some_and(|reader| players[reader].waits_for(input, &streams))
        });
        let Some(waiting) = waiting else { break };
        entered[waiting] += 1;
        write(inputs[waiting], &mut players, &mut streams);
    }
    names.into_iter().cloned().zip(streams.iter().map(|stream| stream.most)).collect()
}

/// Puts a packet into a stream and lets it go on as far as it can.
fn write(stream: usize, players: &mut [Player<'_>], streams: &mut [Stream]) {
    // Processes that have to go on, the one furthest down last.
    let mut running = Vec::new();
    let put = |stream: usize, streams: &mut [Stream]| {
        streams[stream].held += 1;
        streams[stream].most = streams[stream].most.max(streams[stream].held);
        streams[stream].reader
    };
    running.extend(put(stream, streams));
    while let Some(&player) = running.last() {
        match players[player].next(streams) {
            Action::Read(input) => {
                let stream = players[player].inputs[input];
                if streams[stream].held == 0 {
                    running.pop();
                    continue;
                }
                streams[stream].held -= 1;
                players[player].has_read(input);
            }
            Action::Write(output) => {
                let stream = players[player].outputs[output];
                players[player].has_written(output);
                running.extend(put(stream, streams));
            }
            Action::Done => {
                running.pop();
            }
        }
    }
}

impl Player<'_> {
    /// What the process does next.
    fn next(&self, streams: &[Stream]) -> Action {
        let turn = self.turn(streams);
        let until = |stream: usize| (turn + 1) * (streams[stream].n_packets / self.process.n_turns);
        let unread = |input: usize| self.read[input] < until(self.inputs[input]);
        let unwritten = |output: usize| self.written[output] < until(self.outputs[output]);
        let first = |mut positions: std::ops::Range<usize>, is_left: &dyn Fn(usize) -> bool| {
            positions.find(|&position| is_left(position))
        };
        let (reads, writes) = (0..self.inputs.len(), 0..self.outputs.len());
        match &self.process.schedule {
            Schedule::PerPacket => {
                // The round that the last output is in.
                let round = self.written.last().or(self.read.last()).copied().unwrap_or(0);
                let read = first(reads, &|input| self.read[input] <= round && unread(input));
                let write = first(writes, &|output| self.written[output] <= round && unwritten(output));
                read.map(Action::Read).or(write.map(Action::Write)).unwrap_or(Action::Done)
            }
            Schedule::Whole => {
                let write = first(writes, &unwritten);
                first(reads, &unread).map(Action::Read).or(write.map(Action::Write)).unwrap_or(Action::Done)
            }
            Schedule::Interleaved(_) if self.due > 0 => first(writes, &unwritten).map_or(Action::Done, Action::Write),
            Schedule::Interleaved(_) => first(reads, &unread).map_or(Action::Done, Action::Read),
        }
    }

    /// The turn that the process is in; the last one where it has done all.
    fn turn(&self, streams: &[Stream]) -> usize {
        let n_turns = self.process.n_turns;
        let in_turn = |(&done, &stream): (&usize, &usize)| done * n_turns / streams[stream].n_packets.max(1);
        let written = self.written.iter().zip(&self.outputs).map(in_turn).min();
        let read = || self.read.iter().zip(&self.inputs).map(in_turn).min();
        written.or_else(read).unwrap_or(0).min(n_turns - 1)
    }

    fn has_read(&mut self, input: usize) {
        if let Schedule::Interleaved(writes) = &self.process.schedule {
            let position = self.read[input].checked_rem(writes.len());
            self.due = position.and_then(|position| writes.get(position)).copied().unwrap_or(0);
        }
        self.read[input] += 1;
    }

    fn has_written(&mut self, output: usize) {
        self.written[output] += 1;
        self.due = self.due.saturating_sub(1);
    }

    /// Whether the process can do nothing before a packet comes through a stream.
    fn waits_for(&self, stream: usize, streams: &[Stream]) -> bool {
        matches!(self.next(streams), Action::Read(input) if self.inputs[input] == stream && streams[stream].held == 0)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Action, Ident, Player, Process, Schedule, Stream, depths};
    use crate::names::identifier;

    fn process(inputs: &[&str], outputs: &[&str], schedule: Schedule) -> Process {
        let idents = |names: &[&str]| names.iter().map(|name| identifier(name)).collect();
        Process { inputs: idents(inputs), outputs: idents(outputs), schedule, n_turns: 1 }
    }

    /// A convolution of a 3 by 3 window over an image of 5 by 5 packets.
    fn window() -> Schedule {
        Schedule::Interleaved((0..25).map(|i| usize::from(i / 5 >= 2 && i % 5 >= 2)).collect())
    }

    fn check(processes: &[Process], n_packets: &[(&str, usize)], expected: &[(&str, usize)]) {
        let n_packets = n_packets.iter().map(|&(name, n)| (identifier(name), n)).collect();
        let found = depths(processes, &n_packets, &[identifier("x")]);
        let found: Vec<(&str, usize)> = found.iter().map(|(name, &depth)| (name.as_str(), depth)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn streams_hold_what_waits_for_another_branch() {
        let each = |input, output| process(&[input], &[output], Schedule::PerPacket);
        let clone = || process(&["x"], &["deep", "skip"], Schedule::PerPacket);
        let join = || process(&["made", "skip"], &["y"], Schedule::PerPacket);
        check(&[each("x", "b"), each("b", "y")], &[("x", 7), ("b", 7), ("y", 7)], &[("b", 1), ("x", 1), ("y", 7)]);
        // The last packet goes through the deep branch first.
        check(
            &[clone(), process(&["deep"], &["made"], Schedule::Whole), join()],
            &[("x", 7), ("deep", 7), ("skip", 7), ("made", 7), ("y", 7)],
            &[("deep", 1), ("made", 1), ("skip", 6), ("x", 1), ("y", 7)],
        );
        // Nobody reads the skipped packets.
        check(
            &[clone(), process(&["deep"], &["made"], window()), process(&["made"], &["z"], Schedule::PerPacket)],
            &[("x", 25), ("deep", 25), ("skip", 25), ("made", 9), ("z", 9)],
            &[("deep", 1), ("made", 1), ("skip", 25), ("x", 1), ("z", 9)],
        );
        // A padded convolution gives as many packets as it reads: the first after the first row and two packets.
        let padded = Schedule::Interleaved((0..25).map(|i| if i == 24 { 7 } else { usize::from(i >= 6) }).collect());
        check(
            &[clone(), process(&["deep"], &["made"], padded), join()],
            &[("x", 25), ("deep", 25), ("skip", 25), ("made", 25), ("y", 25)],
            &[("deep", 1), ("made", 1), ("skip", 6), ("x", 1), ("y", 25)],
        );
        let concatenate = process(&["made", "skip"], &["y"], Schedule::Whole);
        check(
            &[clone(), process(&["deep"], &["made"], window()), concatenate],
            &[("x", 25), ("deep", 25), ("skip", 25), ("made", 9), ("y", 34)],
            &[("deep", 1), ("made", 1), ("skip", 24), ("x", 1), ("y", 34)],
        );
    }

    fn draw(state: &mut u64, below: usize) -> usize {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (*state >> 33) as usize % below
    }

    /// Processes over streams of `n` packets with branches that part and meet.
    fn network(state: &mut u64, n: usize) -> (Vec<Process>, Vec<Ident>) {
        let mut open = vec!["x".to_owned()];
        let mut names = open.clone();
        let mut processes = Vec::new();
        for number in 0..12 {
            let from = open.remove(draw(state, open.len()));
            let (a, b) = (format!("a{number}"), format!("b{number}"));
            match draw(state, 4) {
                0 => {
                    processes.push(process(&[&from], &[&a, &b], Schedule::PerPacket));
                    open.push(b.clone());
                    names.push(b);
                }
                1 if !open.is_empty() => {
                    let other = open.remove(draw(state, open.len()));
                    let schedule = if draw(state, 2) == 0 { Schedule::PerPacket } else { Schedule::Whole };
                    processes.push(process(&[&from, &other], &[&a], schedule));
                }
                2 => {
                    // Writes lag behind reads by a random number of packets and catch up at the end.
                    let lag = draw(state, n);
                    let mut writes: Vec<usize> = (0..n).map(|i| usize::from(i >= lag)).collect();
                    writes[n - 1] += lag;
                    processes.push(process(&[&from], &[&a], Schedule::Interleaved(writes)));
                }
                _ => processes.push(process(&[&from], &[&a], Schedule::Whole)),
            }
            open.push(a.clone());
            names.push(a);
        }
        let names = names.iter().map(|name| identifier(name)).collect();
        (processes, names)
    }

    /// Runs processes that wait for full and for empty streams in a random order; whether all come to their end.
    fn ends(processes: &[Process], n: usize, capacity: &BTreeMap<Ident, usize>, state: &mut u64) -> bool {
        let names: Vec<&Ident> = capacity.keys().collect();
        let position = |name: &Ident| names.binary_search(&name).expect("a stream");
        let has_reader = |name: &Ident| processes.iter().any(|process| process.inputs.contains(name));
        let mut streams: Vec<Stream> = vec![Stream { n_packets: n, ..Stream::default() }; names.len()];
        streams[position(&identifier("x"))].held = n;
        let mut players: Vec<Player<'_>> = processes
            .iter()
            .map(|process| Player {
                process,
                inputs: process.inputs.iter().map(position).collect(),
                outputs: process.outputs.iter().map(position).collect(),
                read: vec![0; process.inputs.len()],
                written: vec![0; process.outputs.len()],
                due: 0,
            })
            .collect();
        let mut idle = 0;
        while idle < 50 * players.len() {
            let chosen = draw(state, players.len());
            let player = &mut players[chosen];
            idle += 1;
            match player.next(&streams) {
                Action::Read(input) if streams[player.inputs[input]].held > 0 => {
                    streams[player.inputs[input]].held -= 1;
                    player.has_read(input);
                    idle = 0;
                }
                Action::Write(output) => {
                    let stream = player.outputs[output];
                    let name = names[stream];
                    if !has_reader(name) || streams[stream].held < capacity[name] {
                        streams[stream].held += 1;
                        player.has_written(output);
                        idle = 0;
                    }
                }
                Action::Read(_) | Action::Done => {}
            }
        }
        players.iter().all(|player| matches!(player.next(&streams), Action::Done))
    }

    #[test]
    fn no_order_of_processes_ends_in_a_deadlock() {
        let mut n_tight = 0;
        for seed in 0..200_u64 {
            let mut state = seed;
            let n = 3 + draw(&mut state, 9);
            let (processes, names) = network(&mut state, n);
            let n_packets: BTreeMap<Ident, usize> = names.into_iter().map(|name| (name, n)).collect();
            let capacity = depths(&processes, &n_packets, &[identifier("x")]);
            assert!(ends(&processes, n, &capacity, &mut state), "seed {seed}: {processes:?} {capacity:?}");
            let single = capacity.keys().map(|name| (name.clone(), 1)).collect();
            n_tight += usize::from(!ends(&processes, n, &single, &mut state));
        }
        // The same networks do end in deadlocks when streams hold a packet each.
        assert!(n_tight > 20, "{n_tight}");
    }
}
