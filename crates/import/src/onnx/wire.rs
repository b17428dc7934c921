//! A look at a model file before it is decoded: how much of it is structure.
//!
//! A decoded message is many times as large as its bytes, so that the structure of a file is limited more tightly than
//! the elements of its constants, which are as large in memory as in the file.

/// Most bytes of structure.
pub(crate) const MAX_STRUCTURE_BYTES: usize = 16 << 20;

/// The messages on the way to the elements of constants.
#[derive(Clone, Copy)]
enum Message {
    Model,
    Graph,
    Node,
    Attribute,
    Tensor,
}

/// What a field of a message is.
enum Field {
    /// A message with constants inside.
    Message(Message),
    /// Elements of a constant that are as large in memory.
    Elements,
    /// Anything else.
    Other,
}

impl Message {
    fn field(self, number: u64) -> Field {
        match (self, number) {
            (Message::Model, 7) => Field::Message(Message::Graph),
            (Message::Graph, 1) => Field::Message(Message::Node),
            (Message::Graph, 5) => Field::Message(Message::Tensor),
            (Message::Node, 5) => Field::Message(Message::Attribute),
            (Message::Attribute, 5) => Field::Message(Message::Tensor),
            // Packed numbers of single and double precision, and raw bytes.
            (Message::Tensor, 4 | 9 | 10) => Field::Elements,
            (Message::Model | Message::Graph | Message::Node | Message::Attribute | Message::Tensor, _) => Field::Other,
        }
    }
}

/// The bytes of a model file that are no elements of constants; `None` when the file is damaged.
pub(crate) fn structure_bytes(bytes: &[u8]) -> Option<usize> {
    count(bytes, Message::Model)
}

/// The depth of the calls is that of [`Message`], not that of the file.
fn count(mut bytes: &[u8], message: Message) -> Option<usize> {
    let mut structure = 0;
    while !bytes.is_empty() {
        let before = bytes.len();
        let key = varint(&mut bytes)?;
        let mut inside = 0;
        match key & 7 {
            0 => drop(varint(&mut bytes)?),
            1 => bytes = bytes.get(8..)?,
            2 => {
                let length = usize::try_from(varint(&mut bytes)?).ok()?;
                let (value, rest) = bytes.split_at_checked(length)?;
                inside = match message.field(key >> 3) {
                    Field::Message(message) => length - count(value, message)?.min(length),
                    Field::Elements => length,
                    Field::Other => 0,
                };
                bytes = rest;
            }
            5 => bytes = bytes.get(4..)?,
            _ => return None,
        }
        structure += before - bytes.len() - inside;
    }
    Some(structure)
}

fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0u64;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 127) << shift;
        if byte < 128 {
            return Some(value);
        }
    }
    None
}
