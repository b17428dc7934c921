//! `firmware/weights/` and `firmware/tables/`: the constants, as headers and as text.

use super::{Project, in_namespace};
use crate::cpp::{Code, Condition, Expr, Type, Variable};
use crate::design::{Constants, Design};

/// Adds the files of all constants.
pub(super) fn add(project: &mut Project, design: &Design) {
    for weight in &design.weights {
        let definition = if design.loads_weights { loaded(weight) } else { vec![constants(weight)] };
        project.add_code(format!("firmware/weights/{}.h", weight.name), &header(design, weight, definition));
        if design.loads_weights {
            project.add(format!("firmware/weights/{}.txt", weight.name), text(weight));
        }
    }
    for table in &design.tables {
        let header = header(design, table, vec![constants(table)]);
        project.add_code(format!("firmware/tables/{}.h", table.name), &header);
    }
}

/// Constants that are part of the code.
pub(super) fn constants(constants: &Constants) -> Code {
    let Constants { name, ty, values, .. } = constants;
    Code::Constants { name: name.clone(), ty: Type::from(ty), values: values.clone() }
}

/// Constants that simulation reads from a text file.
fn loaded(constants: &Constants) -> Vec<Code> {
    let array = Variable::array(Type::from(&constants.ty), &constants.name, constants.values.len());
    let values = constants.values.iter().cloned().map(Expr::Decimal).collect();
    let initialised = Variable { value: Some(Expr::List(values)), ..array.clone() };
    vec![Code::If(
        Condition::NotDefined("__SYNTHESIS__"),
        vec![Code::Variable(array)],
        vec![Code::Variable(initialised)],
    )]
}

fn header(design: &Design, constants: &Constants, definition: Vec<Code>) -> Vec<Code> {
    let mut code = vec![Code::Comment(format!("Shape: {:?}", constants.shape))];
    if let Some((least, largest)) = &constants.range {
        code.push(Code::Comment(format!("Range: {} to {}", least.as_str(), largest.as_str())));
    }
    code.push(Code::Comment(format!("Zeros: {}", constants.n_zeros)));
    code.push(Code::Blank);
    let mut body =
        vec![Code::Include("../defines.h".into()), Code::Include("../nnet_utils/nnet_constants.h".into()), Code::Blank];
    body.extend(in_namespace(design, definition));
    code.push(Code::Guard(constants.name.guard(), body));
    code
}

/// The values on one line, separated by commas.
fn text(constants: &Constants) -> String {
    constants.values.iter().map(|value| value.as_str()).collect::<Vec<_>>().join(", ")
}
