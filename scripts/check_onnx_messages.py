#!/usr/bin/env python3
"""Compares the messages in `crates/import/src/onnx/proto.rs` with those of the installed `onnx` package.

    python scripts/check_onnx_messages.py

The file is what prost-build makes of `onnx-ml.proto`, kept in the repository so that a build needs neither the schema nor
a compiler for it.  Every message, field, number, type and label and every value of an enumeration must be that of the
package, and nothing may be there besides.
"""

import re
import sys
from pathlib import Path

from onnx import onnx_ml_pb2

PROTO = Path(__file__).resolve().parent.parent / 'crates/import/src/onnx/proto.rs'

OPEN = re.compile(r'pub (mod|struct|enum) (\w+) \{')
SPEC = re.compile(r'#\[prost\((.*)\)\]')
FIELD = re.compile(r'(?:pub )?(?:r#)?(\w+)[:(]')
VALUE = re.compile(r'(\w+) = (-?\d+),')
WORD = re.compile(r'(?:Self|\w+)::(\w+) => "(\w+)"')


def snake(name):
    return re.sub(r'(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])', '_', name).lower()


def written():
    """The fields of each message and oneof by tag, and the values of each enumeration, by paths such as `a::B`."""
    fields, numbers, words, spec = {}, {}, {}, None
    modules = []
    # What each open brace belongs to: a module, a type, or anything else.
    braces = []
    for line in PROTO.read_text().splitlines():
        text = line.strip()
        if text.startswith('//'):
            continue
        if match := OPEN.match(text):
            kind, name = match.groups()
            path = '::'.join([*modules, name])
            if kind == 'mod':
                modules.append(name)
            elif kind == 'struct':
                fields[path] = {}
            braces.append((kind, path))
            continue
        if match := SPEC.match(text):
            spec = match.group(1)
            continue
        kind, path = braces[-1] if braces else (None, None)
        if spec is not None and (match := FIELD.match(text)):
            fields.setdefault(path, {})[match.group(1)] = spec
            spec = None
        elif kind == 'enum' and (match := VALUE.match(text)):
            numbers.setdefault(path, {})[match.group(1)] = int(match.group(2))
        elif match := WORD.match(text):
            owner = next(own for kind, own in reversed(braces) if kind == 'impl')
            words.setdefault(owner, {})[match.group(1)] = match.group(2)
        if text.endswith('{'):
            name = text.split()[1] if text.startswith('impl') else ''
            braces.append(('impl', '::'.join([*modules, name])) if name else (None, None))
        for _ in range(text.count('}') - text.count('{') + text.endswith('{')):
            if braces and braces.pop()[0] == 'mod':
                modules.pop()
    enums = {path: {words[path][name]: n for name, n in values.items()} for path, values in numbers.items()}
    return fields, enums


def split(spec):
    """The parts of a specification: kind, label, whether packed, tag, and the path of a type."""
    parts = [part.strip() for part in re.split(r',(?=(?:[^"]*"[^"]*")*[^"]*$)', spec)]
    named = dict(part.split(' = ') for part in parts if ' = ' in part)
    named = {key: value.strip('"') for key, value in named.items()}
    plain = [part for part in parts if ' = ' not in part]
    label = next((part for part in plain if part in ('optional', 'repeated', 'required')), None)
    kinds = ('string', 'message', 'float', 'double', 'int32', 'int64', 'uint64', 'bool')
    kind = next((part for part in plain if part in kinds), None)
    kind = kind or next(key for key in ('bytes', 'enumeration', 'oneof') if key in named)
    return kind, label, named


KINDS = {
    'TYPE_STRING': 'string', 'TYPE_BYTES': 'bytes', 'TYPE_MESSAGE': 'message', 'TYPE_ENUM': 'enumeration',
    'TYPE_FLOAT': 'float', 'TYPE_DOUBLE': 'double', 'TYPE_INT32': 'int32', 'TYPE_INT64': 'int64',
    'TYPE_UINT64': 'uint64', 'TYPE_BOOL': 'bool',
}  # fmt: skip


def expected(proto):
    """The same as the schema has it: for each message its fields, and the oneofs as types of their own."""
    fields, enums = {}, {}

    def enum(modules, descriptor):
        enums['::'.join([*modules, descriptor.name])] = {value.name: value.number for value in descriptor.value}

    def message(modules, descriptor):
        path = '::'.join([*modules, descriptor.name])
        inside = [*modules, snake(descriptor.name)]
        fields[path] = {}
        for field in descriptor.field:
            kind = KINDS[field.Type.Name(field.type)]
            label = field.Label.Name(field.label).removeprefix('LABEL_').lower()
            if field.HasField('oneof_index'):
                oneof = descriptor.oneof_decl[field.oneof_index].name
                own = '::'.join([*inside, oneof.title().replace('_', '')])
                fields[path].setdefault(oneof, ('oneof', None, own, []))[3].append(field.number)
                fields.setdefault(own, {})[field.name] = (kind, None, None, field.number)
                continue
            packed = field.options.packed if label == 'repeated' and kind not in ('string', 'bytes', 'message') else None
            fields[path][field.name] = (kind, label, packed, field.number)
        for nested in descriptor.nested_type:
            message(inside, nested)
        for nested in descriptor.enum_type:
            enum(inside, nested)

    for descriptor in proto.message_type:
        message([], descriptor)
    for descriptor in proto.enum_type:
        enum([], descriptor)
    return fields, enums


def read(path, spec):
    kind, label, named = split(spec)
    if kind == 'oneof':
        module = '::'.join(path.split('::')[:-1])
        own = f'{module}::{named["oneof"]}' if module else named['oneof']
        return kind, None, own, [int(tag) for tag in named['tags'].split(',')]
    is_number = kind not in ('string', 'bytes', 'message')
    packed = named.get('packed') != 'false' if label == 'repeated' and is_number else None
    return kind, label, packed, int(named['tag'])


def main():
    from google.protobuf import descriptor_pb2

    proto = descriptor_pb2.FileDescriptorProto()
    onnx_ml_pb2.DESCRIPTOR.CopyToProto(proto)
    fields, enums = written()
    theirs, their_enums = expected(proto)
    differences = []
    for path in sorted(fields.keys() | theirs.keys()):
        own = {name: read(path, spec) for name, spec in fields.get(path, {}).items()}
        # The cases of a oneof have names of their own, so that their numbers tell them apart.
        is_oneof = bool(own) and next(iter(own))[0].isupper()
        key = (lambda entry: sorted(entry.values(), key=str)) if is_oneof else dict
        if key(own) != key(theirs.get(path, {})):
            differences.append(f'{path}: {key(own)}, the package has {key(theirs.get(path, {}))}')
    if enums != their_enums:
        differences.append(f'enumerations: {enums}, the package has {their_enums}')
    if differences:
        sys.exit('\n'.join(['messages of ONNX differ:', *differences]))
    print(f'{len(theirs)} messages, {sum(map(len, theirs.values()))} fields and {len(enums)} enumerations are equal')


if __name__ == '__main__':
    main()
