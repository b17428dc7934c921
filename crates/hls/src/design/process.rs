//! The processes of streaming designs: kernels on arrays between streams.

use crate::cpp::{Arg, Code, Expr, Parameter, PragmaOption, Type, Variable};
use crate::names::Ident;

use super::{Array, Function, Lowering, MAX_PARTITION};

impl Lowering<'_> {
    /// Adds a process that reads packets into arrays, calls a kernel on them and writes its results as packets: packet by
    /// packet, or the whole tensors. Returns the call of the process.
    #[expect(clippy::too_many_arguments, reason = "the parts of a kernel call")]
    pub(super) fn process(
        &mut self,
        function: &Function,
        from: &[Array],
        to: &[Array],
        config: &Ident,
        args: Vec<Expr>,
        layer: &str,
        is_per_packet: bool,
    ) -> Expr {
        let name = self.scope.unique(&format!("{layer}_process"));
        let inner = |array: &Array| array.name.beside("_elements");
        let len = |array: &Array| if is_per_packet { array.packet.unwrap_or(array.len) } else { array.len };
        let arrays = || from.iter().chain(to);
        let mut body = Vec::new();
        for array in arrays() {
            body.push(Code::Variable(Variable::array(array.element(), &inner(array), len(array))));
            if len(array) <= MAX_PARTITION {
                let options = vec![
                    PragmaOption::Names("variable", vec![inner(array)]),
                    PragmaOption::Flag("complete"),
                    PragmaOption::Int("dim", 0),
                ];
                body.push(Code::Pragma("ARRAY_PARTITION", options));
            }
        }
        let transfer = |packet: &'static str, whole: &'static str, array: &Array, values: [Expr; 2]| {
            let (function, args) = match is_per_packet {
                true => (packet, vec![Arg::from(&array.ty)]),
                false => (whole, vec![Arg::from(&array.ty), Arg::from(array.len)]),
            };
            Code::Expr(Expr::Call(function, args, values.into()))
        };
        body.extend(from.iter().map(|array| {
            let values = [Expr::from(&array.name), Expr::Name(inner(array))];
            transfer("nnet::read_packet", "nnet::read_stream", array, values)
        }));
        let types = arrays().map(|array| Arg::Type(array.element())).chain([Arg::from(config)]).collect();
        let values = arrays().map(|array| Expr::Name(inner(array))).chain(args.iter().cloned()).collect();
        body.push(Code::Expr(function.call(types, values)));
        body.extend(to.iter().map(|array| {
            let values = [Expr::Name(inner(array)), Expr::from(&array.name)];
            transfer("nnet::write_packet", "nnet::write_stream", array, values)
        }));
        if is_per_packet {
            let count = to.first().map_or(0, Array::n_packets);
            body.insert(0, Code::Pragma("PIPELINE", Vec::new()));
            body = vec![Code::For { name: Ident::fixed("packet"), count, body }];
        }
        // A kernel may read the same constants in two places.
        let mut ports: Vec<Parameter> = Vec::new();
        for port in args.iter().filter_map(|arg| self.port(arg)) {
            if ports.iter().all(|other| other.name != port.name) {
                ports.push(port);
            }
        }
        let values = arrays().map(|array| &array.name).chain(ports.iter().map(|port| &port.name));
        let call = Expr::CallNamed(vec![name.clone()], values.map(Expr::from).collect());
        let parameters = arrays().map(Array::parameter).chain(ports).collect();
        let process = Code::Function { result: Type::VOID, name, parameters, body: Some(body) };
        self.design.processes.push((layer.to_owned(), process));
        call
    }

    /// The parameter for a kernel argument that is a port of the top function.
    fn port(&self, arg: &Expr) -> Option<Parameter> {
        let Expr::Name(name) = arg else { return None };
        let weight = self.design.weights.iter().find(|weight| weight.is_port && weight.name == *name)?;
        Some(weight.parameter(self.design.loads_weights))
    }
}
