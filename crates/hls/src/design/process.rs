//! The processes of a design: kernels on arrays between streams, and kernels in loops over steps.

use hlsmith_ir::Steps;

use crate::cpp::{Arg, Code, Expr, Parameter, PragmaOption, Type, Variable};
use crate::names::Ident;
use crate::targets::Top;

use super::{Array, Function, Lowering, MAX_PARTITION};

/// The call of a kernel inside a process.
pub(super) struct Call<'a> {
    pub(super) function: Function,
    /// Whether the kernel takes the streams themselves.
    pub(super) takes_streams: bool,
    pub(super) config: Ident,
    pub(super) args: Vec<Expr>,
    /// Whether it computes packet by packet.
    pub(super) is_per_packet: bool,
    /// The loops over steps around it.
    pub(super) steps: &'a Steps,
}

impl Call<'_> {
    /// The elements of an array that the kernel reads or writes at a time.
    fn len(&self, array: &Array) -> usize {
        match array.packet {
            Some(packet) if self.is_per_packet => packet,
            Some(_) | None => array.len / self.steps.count().max(1),
        }
    }

    /// How an array or stream is read into an array of the process, or written from one.
    fn transfer(&self, array: &Array, [packet, whole, step]: [&'static str; 3], values: [Expr; 2]) -> Code {
        let (ty, len) = (Arg::from(&array.ty), Arg::from(self.len(array)));
        let [from, to] = values;
        let (function, args, values) = match array.packet {
            None => {
                let args = vec![ty, len, Arg::from(self.steps.count())];
                (step, args, vec![from, Expr::Name(Ident::fixed("step")), to])
            }
            Some(_) if self.is_per_packet => (packet, vec![ty], vec![from, to]),
            Some(_) => (whole, vec![ty, len], vec![from, to]),
        };
        Code::Expr(Expr::Call(function, args, values))
    }
}

impl Lowering<'_> {
    /// Adds a process that reads packets or steps into arrays, calls a kernel on them and writes its results: packet by
    /// packet, step by step, or the whole tensors. Returns the call of the process.
    pub(super) fn process(&mut self, call: &Call<'_>, from: &[Array], to: &[Array], layer: &str) -> Expr {
        let name = self.scope.unique(&format!("{layer}_process"));
        let arrays = || from.iter().chain(to);
        let mut body = match call.takes_streams {
            true => {
                let types = arrays().map(|array| Arg::from(&array.ty)).chain([Arg::from(&call.config)]).collect();
                let values = arrays().map(|array| Expr::from(&array.name)).chain(call.args.iter().cloned()).collect();
                vec![Code::Expr(call.function.call(types, values))]
            }
            false => on_arrays(call, from, to),
        };
        if call.is_per_packet {
            // The packets of all steps are alike.
            let count = to.first().map_or(0, Array::n_packets);
            body.insert(0, Code::Pragma("PIPELINE", Vec::new()));
            body = vec![Code::For { name: Ident::fixed("packet"), count: count.into(), body }];
        } else if !call.steps.loops.is_empty() {
            if call.steps.is_unrolled() && !self.design.is_streaming {
                body.insert(0, Code::Pragma("UNROLL", Vec::new()));
            }
            body = vec![Code::For { name: Ident::fixed("step"), count: call.steps.count().into(), body }];
        }
        if !self.design.is_streaming {
            self.design.headers.insert("nnet_steps.h");
        }
        // A kernel may read the same constants in two places.
        let mut ports: Vec<Parameter> = Vec::new();
        for port in call.args.iter().filter_map(|arg| self.port(arg)) {
            if ports.iter().all(|other| other.name != port.name) {
                ports.push(port);
            }
        }
        let values = arrays().map(|array| &array.name).chain(ports.iter().map(|port| &port.name));
        let result = Expr::CallNamed(vec![name.clone()], values.map(Expr::from).collect());
        let parameters = arrays().map(Array::parameter).chain(ports).collect();
        let process = Code::Function { result: Type::VOID, name, parameters, body: Some(body) };
        self.design.processes.push((layer.to_owned(), process));
        result
    }

    /// A call of a function of streams, in a process of its own where calls are blocks.
    pub(super) fn block(&mut self, call: Expr, arrays: &[&Array], layer: &str) -> Expr {
        if self.design.family.top != Top::Blocks {
            return call;
        }
        let name = self.scope.unique(&format!("{layer}_process"));
        let values = arrays.iter().map(|array| Expr::from(&array.name)).collect();
        let parameters = arrays.iter().map(|array| array.parameter()).collect();
        let body = Some(vec![Code::Expr(call)]);
        let process = Code::Function { result: Type::VOID, name: name.clone(), parameters, body };
        self.design.processes.push((layer.to_owned(), process));
        Expr::CallNamed(vec![name], values)
    }

    /// The parameter for a kernel argument that is a port of the top function.
    fn port(&self, arg: &Expr) -> Option<Parameter> {
        let Expr::Name(name) = arg else { return None };
        let weight = self.design.weights.iter().find(|weight| weight.is_port && weight.name == *name)?;
        Some(weight.parameter(self.design.loads_weights))
    }
}

/// A kernel on arrays that hold what it reads and writes at a time.
fn on_arrays(call: &Call<'_>, from: &[Array], to: &[Array]) -> Vec<Code> {
    let inner = |array: &Array| array.name.beside("_elements");
    let arrays = || from.iter().chain(to);
    let mut body = Vec::new();
    for array in arrays() {
        let len = call.len(array);
        body.push(Code::Variable(Variable::array(array.element(), &inner(array), len)));
        if len <= MAX_PARTITION {
            let options = vec![
                PragmaOption::Names("variable", vec![inner(array)]),
                PragmaOption::Flag("complete"),
                PragmaOption::Int("dim", 0),
            ];
            body.push(Code::Pragma("ARRAY_PARTITION", options));
        }
    }
    body.extend(from.iter().map(|array| {
        let values = [Expr::from(&array.name), Expr::Name(inner(array))];
        call.transfer(array, ["nnet::read_packet", "nnet::read_stream", "nnet::read_step"], values)
    }));
    let types = arrays().map(|array| Arg::Type(array.element())).chain([Arg::from(&call.config)]).collect();
    let values = arrays().map(|array| Expr::Name(inner(array))).chain(call.args.iter().cloned()).collect();
    body.push(Code::Expr(call.function.call(types, values)));
    body.extend(to.iter().map(|array| {
        let values = [Expr::Name(inner(array)), Expr::from(&array.name)];
        call.transfer(array, ["nnet::write_packet", "nnet::write_stream", "nnet::write_step"], values)
    }));
    body
}
