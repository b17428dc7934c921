"""Write `cases.json`, the list of cases that `scripts/record_peer.py` runs through the peer.

    python tests/reference/peer/make_cases.py

Needs nothing but Python.  The list is data: every case spells out its overrides, and the loops below only save typing.
Keys and defaults of a case are described in `README.md` beside this file.
"""

import json

import convolution_cases
import depthwise_cases
import hgq_cases
import matrix_cases
import pooling_cases
import qkeras_cases
import quartus_cases
import sequence_cases
import shape_cases
import stream_cases
import target_cases
from case_list import CASES, HERE, MODELS, each, files, joined, layers, precision
from case_list import numbered_case as case

# Dense layers whose accumulator does not simply wrap: the order of the terms is visible in the result.

SETUPS = {
    'dense_16x8': [
        ('latency', {'Strategy': 'Latency'}),
        ('res2', {'Strategy': 'Resource', 'ReuseFactor': 2}),
        ('res4', {'Strategy': 'Resource', 'ReuseFactor': 4}),
        ('res16', {'Strategy': 'Resource', 'ReuseFactor': 16}),
        ('res64', {'Strategy': 'Resource', 'ReuseFactor': 64}),
        ('unrolled8', {'Strategy': 'resource_unrolled', 'ReuseFactor': 8}),
    ],
    'dense_12x8': [
        ('latency', {'Strategy': 'Latency', 'ReuseFactor': 4}),
        ('res1', {'Strategy': 'Resource', 'ReuseFactor': 1}),
        ('res3', {'Strategy': 'Resource', 'ReuseFactor': 3}),
        ('res6', {'Strategy': 'Resource', 'ReuseFactor': 6}),
        ('res24', {'Strategy': 'Resource', 'ReuseFactor': 24}),
        ('unrolled4', {'Strategy': 'resource_unrolled', 'ReuseFactor': 4}),
    ],
}
ACCUMULATORS = [
    ('sat', 'fixed<10,4,RND,SAT>', 'fixed<10,4,TRN,WRAP>'),
    ('sym', 'fixed<9,3,TRN,SAT_SYM>', 'fixed<7,3,RND_CONV,SAT_SYM>'),
    ('zero', 'fixed<11,4,RND_CONV,SAT_ZERO>', 'fixed<8,3,RND_ZERO,SAT_ZERO>'),
    ('rndzero', 'fixed<10,3,RND_ZERO,SAT>', 'ufixed<8,3,RND,SAT>'),
    ('trnzero', 'fixed<9,4,TRN_ZERO,SAT>', 'fixed<6,4,TRN_ZERO,SAT>'),
    ('inf', 'fixed<12,3,RND_INF,SAT_SYM>', 'fixed<8,2,RND_INF,SAT>'),
    ('mininf', 'fixed<10,4,RND_MIN_INF,SAT>', 'fixed<9,5,RND_MIN_INF,WRAP>'),
    ('wrapbits', 'fixed<10,4,TRN,WRAP,2>', 'fixed<8,4,RND,WRAP,1>'),
    ('unsigned', 'ufixed<10,4,RND,SAT>', 'ufixed<10,4>'),
]


def dense_accumulators():
    for model, setups in SETUPS.items():
        for position, (slug, accum, result) in enumerate(ACCUMULATORS):
            # Every type meets a sum in input order and, on each model, two different reuse factors.
            chosen = [setups[0], setups[1 + position % 5], setups[1 + (position + 2) % 5]]
            for setup, entry in chosen:
                types = precision(accum=accum, result=result, weight='fixed<8,3,RND,SAT>', bias='fixed<6,2>')
                overrides = layers(inp=precision(result='fixed<10,4,RND,SAT>'), fc={**entry, **types})
                name = f'{model[6:]}-{slug}-{setup}'
                case('dense-accum', name, f'keras3/{model}.keras', overrides=overrides, input_scale=3.0)


# Dense layers: types and granularities.


def dense_types():
    family = 'dense-types'
    for granularity in ('model', 'type', 'name'):
        for slug, default in (('16-6', 'fixed<16,6>'), ('8-3', 'fixed<8,3>'), ('rnd', 'fixed<12,5,RND,SAT>')):
            case(
                family,
                f'mlp-{granularity}-{slug}',
                'keras3/mlp_linear.keras',
                granularity=granularity,
                default_precision=default,
                trace=granularity == 'name',
            )
    case(family, 'wide-name', 'keras3/dense_wide.keras', trace=True)
    case(family, 'wide-model', 'keras3/dense_wide.keras', granularity='model')
    case(family, 'odd-name', 'keras3/dense_odd.keras', trace=True)
    case(family, 'odd-model', 'keras3/dense_odd.keras', granularity='model', default_precision='fixed<14,5>')
    case(family, 'unit-name', 'keras3/dense_unit.keras')
    case(family, 'no-bias-name', 'keras3/dense_no_bias.keras', trace=True)
    case(family, 'no-bias-model', 'keras3/dense_no_bias.keras', granularity='model', default_precision='fixed<10,4>')
    case(family, 'rank2-name', 'keras3/dense_rank2.keras')
    names = ('fc1', 'fc2', 'fc3')
    for slug, types in {
        'wide-types': precision(weight='fixed<24,8>', bias='fixed<30,12>', accum='fixed<48,20>', result='fixed<40,16>'),
        'weights-only': precision(weight='fixed<6,2>', bias='fixed<6,2>'),
        'weights-rnd-sat': precision(weight='fixed<5,2,RND,SAT>', bias='fixed<5,1,RND_CONV,SAT_SYM>'),
        'weights-zero-modes': precision(weight='fixed<6,2,TRN_ZERO,SAT_ZERO>', bias='fixed<4,1,RND_ZERO,WRAP>'),
        'unsigned-weights': precision(weight='ufixed<8,2>', bias='ufixed<8,1,RND,SAT>'),
        'integer-weights': precision(weight='int<4>', bias='int<6>', result='int<10>'),
        'ternary-like': precision(weight='int<2>', bias='fixed<8,3>'),
        'two-bit-fixed': precision(weight='fixed<2,2>', bias='fixed<8,3>'),
        'negative-integer-bits': precision(weight='fixed<6,-1>', bias='fixed<6,0>', result='fixed<12,3>'),
        'more-integer-than-width': precision(weight='fixed<8,3>', accum='fixed<10,12>', result='fixed<8,12>'),
        'result-only': precision(result='fixed<9,4,RND_CONV,SAT>'),
        'accum-only': precision(accum='fixed<14,5>'),
        'result-wrap-unsigned': precision(result='ufixed<6,3>'),
    }.items():
        case(family, f'mlp-{slug}', 'keras3/mlp_linear.keras', overrides=each(names, **types), input_scale=2.0)
    inputs = {
        'in-ufixed': 'ufixed<8,3>',
        'in-sat': 'fixed<6,2,RND_CONV,SAT>',
        'in-wrap': 'fixed<6,2>',
        'in-int': 'int<5>',
        'in-wide': 'fixed<32,10>',
        'in-symmetric': 'fixed<8,3,RND_INF,SAT_SYM>',
        'in-zero': 'fixed<7,3,TRN_ZERO,SAT_ZERO>',
        'in-bits': 'fixed<8,3,RND_MIN_INF,WRAP,3>',
    }
    for slug, result in inputs.items():
        case(
            family,
            f'mlp-{slug}',
            'keras3/mlp_linear.keras',
            overrides=layers(inp=precision(result=result)),
            input_scale=3.0,
            dtype='float64',
        )
    model = 'keras3/mlp_linear.keras'
    whole = {'default': 'fixed<16,6>', 'maximum': 'fixed<20,8>'}
    case(family, 'maximum', model, overrides={'Model': {'Precision': whole}})
    whole = {'default': 'fixed<16,6>', 'weight': 'fixed<8,2>', 'accum': 'fixed<20,9,RND,SAT>', 'result': 'fixed<11,5>'}
    case(family, 'model-variables', model, granularity='model', overrides={'Model': {'Precision': whole}})
    case(family, 'model-string', model, granularity='model', overrides={'Model': {'Precision': 'fixed<13,5>'}})
    case(family, 'layer-string', model, overrides=layers(fc2={'Precision': 'fixed<12,5>'}))
    by_type = {'LayerType': {'Dense': precision(weight='fixed<7,2>', accum='fixed<16,7>', result='fixed<10,4>')}}
    case(family, 'by-type', model, granularity='type', overrides=by_type)
    case(family, 'type-and-name', model, granularity='model', overrides=joined(by_type, layers(FC2=precision(weight='fixed<5,1>'))))
    for slug, default in (('float64-24', 'fixed<24,9>'), ('float64-32', 'fixed<32,12>')):
        case(family, slug, model, granularity='name', default_precision=default, dtype='float64')
    case(family, 'huge-inputs', model, granularity='model', input_scale=1000.0)
    case(family, 'integer-inputs', model, granularity='model', input_kind='integer', input_scale=12.0)
    for slug, result in (('wrap', 'fixed<16,6>'), ('sat', 'fixed<8,3,RND,SAT>'), ('zero', 'fixed<8,3,TRN,SAT_ZERO>'), ('int', 'int<6>')):
        for dtype in ('float32', 'float64'):
            overrides = layers(inp=precision(result=result))
            case(family, f'special-{slug}-{dtype[5:]}', model, overrides=overrides, input_kind='special', dtype=dtype)


# Dense layers: strategies and reuse factors.


def dense_strategies():
    family = 'dense-strategy'
    model = 'keras3/mlp.keras'
    dense = ('fc1', 'fc2', 'fc3')
    explicit = joined(
        each(dense, **precision(result='fixed<14,5,RND,SAT>', accum='fixed<16,6,RND,SAT>')),
        layers(inp=precision(result='fixed<12,4>')),
    )
    for strategy in ('Latency', 'Resource', 'resource_unrolled'):
        for factor in (1, 2, 4, 7):
            case(
                family,
                f'mlp-{strategy.lower().replace("_", "-")}-{factor}',
                model,
                default_reuse_factor=factor,
                overrides=joined({'Model': {'Strategy': strategy}}, explicit),
                input_scale=2.0,
            )
    spellings = {
        'lower': 'resource',
        'upper': 'RESOURCE',
        'unknown': 'Unrolled',
        'lower-latency': 'latency',
        'joined': 'ResourceUnrolled',
        'underscore': 'Resource_Unrolled',
    }
    for slug, strategy in spellings.items():
        overrides = joined({'Model': {'Strategy': strategy}}, explicit)
        case(family, f'spelling-{slug}', model, default_reuse_factor=2, overrides=overrides)
    single = precision(accum='fixed<11,4,RND,SAT>', result='fixed<10,4>', weight='fixed<9,3>')
    for factor in (3, 5, 6, 12, 48, 100, 128, 1000):
        entry = {'Strategy': 'Resource', 'ReuseFactor': factor, **single}
        case(family, f'16x8-rf{factor}', 'keras3/dense_16x8.keras', overrides=layers(fc=entry), input_scale=2.0)
    for factor in (3, 15):
        entry = {'Strategy': 'Resource', 'ReuseFactor': factor, **precision(accum='fixed<9,3,RND,SAT>')}
        case(family, f'odd-rf{factor}', 'keras3/dense_odd.keras', overrides=layers(fc1=entry), input_scale=3.0)
    for factor in (1, 2, 8):
        entry = {'Strategy': 'Resource', 'ReuseFactor': factor, 'Compression': True, **single}
        case(family, f'compressed-rf{factor}', 'keras3/dense_16x8.keras', overrides=layers(fc=entry), input_scale=2.0)
    entry = {'Strategy': 'Resource', 'TargetCycles': 60}
    case(family, 'target-cycles', 'keras3/dense_16x8.keras', overrides=layers(fc=entry))
    entries = {'fc1': {'Strategy': 'Resource', 'ReuseFactor': 8}, 'fc2': {'Strategy': 'resource_unrolled', 'ReuseFactor': 4}}
    case(family, 'mixed', model, overrides=joined(explicit, layers(**entries)), trace=True)
    case(family, 'no-bias-resource', 'keras3/dense_no_bias.keras', overrides={'Model': {'Strategy': 'Resource'}}, default_reuse_factor=2)
    by_type = {'LayerType': {'Dense': {'Strategy': 'Resource', 'ReuseFactor': 4}}}
    case(family, 'by-type', model, granularity='model', overrides=by_type)
    whole = {'Model': {'Strategy': 'Resource', 'ReuseFactor': 2}}
    case(family, 'wide-resource', 'keras3/dense_wide.keras', granularity='model', overrides=whole)


# Activations.  One case probes every output of its model.

ACTIVATIONS = {
    'table': ('acts_table', ('a_sigmoid', 'a_tanh', 'a_softplus', 'a_softsign')),
    'elu': ('acts_elu', ('a_elu', 'a_elu07', 'a_selu')),
    'relu': (
        'acts_relu',
        ('a_relu', 'a_relu6', 'a_leaky', 'a_leaky03', 'a_relu_layer', 'a_relu_slope', 'a_relu_threshold', 'a_prelu'),
    ),
    'hard': ('acts_hard', ('a_hs', 'a_lin')),
}
# slug -> (type of the input, types and keys of the activation, input scale)
ACTIVATION_TYPES = {
    'narrow-sat': ('fixed<10,5>', precision(result='fixed<8,2,RND,SAT>'), 8.0),
    'unsigned': ('ufixed<8,4>', precision(result='ufixed<10,2,TRN,SAT>'), 10.0),
    'conv-wrap': ('fixed<20,8>', precision(result='fixed<18,2,RND_CONV,WRAP>'), 6.0),
    'integer-in': ('fixed<8,8>', precision(result='fixed<16,8>'), 20.0),
    'integers': ('int<6>', precision(result='int<5>'), 16.0),
    'fraction-in': ('fixed<6,-1>', precision(result='fixed<16,1>'), 0.25),
    'sym-result': ('fixed<12,5>', precision(result='fixed<9,2,RND_INF,SAT_SYM>'), 8.0),
    'zero-result': ('fixed<12,5>', precision(result='fixed<9,1,RND_ZERO,SAT_ZERO>'), 6.0),
    'table-small': ('fixed<14,6>', {'TableSize': 64, **precision(table='fixed<12,2,RND,SAT>')}, 8.0),
    'table-large': ('fixed<18,6>', {'TableSize': 4096, **precision(table='fixed<24,4>', result='fixed<24,4>')}, 6.0),
    'table-uneven': ('fixed<16,6>', {'TableSize': 1000, **precision(table='ufixed<10,4>', result='fixed<14,6>')}, 8.0),
    'wide-range': ('fixed<16,12>', precision(result='fixed<20,12>'), 400.0),
    'wide-in': ('fixed<40,16>', precision(result='fixed<36,12>'), 8.0),
}
PARAMETERS = {
    'elu': [
        ('param-fine', precision(param='fixed<16,4>', result='fixed<20,5>')),
        ('param-coarse', precision(param='fixed<4,2,RND,SAT>', result='fixed<12,4,RND,SAT>')),
    ],
    'relu': [
        ('param-fine', precision(param='fixed<16,4>', result='fixed<20,5>')),
        ('param-coarse', precision(param='fixed<4,2,RND,SAT>', result='fixed<12,4,RND,SAT>')),
    ],
    'hard': [
        ('slope-fine', precision(slope='ufixed<8,0>', shift='ufixed<4,1>', result='fixed<12,2>')),
        ('slope-coarse', precision(slope='ufixed<3,0>', shift='fixed<6,2,RND,SAT>', result='fixed<8,1,RND,SAT>')),
        ('slope-key', {'slope_t': 'fixed<10,2>', 'shift_t': 'fixed<10,2>', **precision(result='fixed<14,3>')}),
    ],
}


def activations():
    for family, (model, names) in ACTIVATIONS.items():
        file = f'keras3/{model}.keras'
        family_name = f'act-{family}'
        for granularity, default in (('name', 'fixed<16,6>'), ('model', 'fixed<16,6>'), ('type', 'fixed<12,4>'), ('model', 'fixed<10,4,RND,SAT>')):
            case(
                family_name,
                f'{granularity}-{default.split(">")[0][6:].replace(",", "-").lower()}',
                file,
                granularity=granularity,
                default_precision=default,
                input_kind='uniform',
                input_scale=6.0,
            )
        for slug, (source, entry, scale) in ACTIVATION_TYPES.items():
            overrides = joined(layers(inp=precision(result=source)), each(names, **entry))
            case(family_name, slug, file, overrides=overrides, input_kind='uniform', input_scale=scale)
        for slug, entry in PARAMETERS.get(family, []):
            overrides = joined(layers(inp=precision(result='fixed<14,5>')), each(names, **entry))
            case(family_name, slug, file, overrides=overrides, input_kind='uniform', input_scale=6.0)
    for granularity, default in (('name', 'fixed<16,6>'), ('model', 'fixed<16,6>'), ('type', 'fixed<12,4>')):
        slug = f'alone-{granularity}'
        keys = {'granularity': granularity, 'default_precision': default, 'input_kind': 'uniform', 'input_scale': 6.0}
        case('act-hard', slug, 'keras3/act_hard_sigmoid.keras', **keys)
    for model in ('inlayer_table', 'inlayer_piecewise'):
        slug = model.replace('_', '-')
        file = f'keras3/{model}.keras'
        dense = ('fc1', 'fc2', 'fc3', 'fc4')
        case('act-inlayer', f'{slug}-name', file, trace=True)
        case('act-inlayer', f'{slug}-model', file, granularity='model')
        case('act-inlayer', f'{slug}-type', file, granularity='type', default_precision='fixed<12,5,RND,SAT>')
        types = precision(weight='fixed<8,3>', result='fixed<12,4,RND,SAT>', accum='fixed<18,8>')
        case('act-inlayer', f'{slug}-explicit', file, overrides=each(dense, **types), trace=True)
    case('act-inlayer', 'prelu-name', 'keras3/act_prelu.keras', trace=True)
    case('act-inlayer', 'prelu-model', 'keras3/act_prelu.keras', granularity='model', default_precision='fixed<12,5>')
    case('act-unsupported', 'hard-tanh', 'keras3/act_hard_tanh.keras')
    case('act-unsupported', 'gelu', 'keras3/act_gelu.keras')
    case('act-unsupported', 'relu-max', 'keras3/act_relu_max.keras')


# Softmax.

# slug -> (type of the input, keys of the layer, input scale)
SOFTMAX_TYPES = {
    'default': ('fixed<16,6>', {}, 3.0),
    'in-8-4': ('fixed<8,4>', precision(result='ufixed<8,0,RND,SAT>'), 3.0),
    'in-10-3-sat': ('fixed<10,3,RND,SAT>', precision(result='fixed<12,2>'), 2.0),
    'in-unsigned': ('ufixed<8,3>', precision(result='fixed<16,2>'), 4.0),
    'in-narrow': ('fixed<5,3>', precision(result='fixed<10,1,RND,SAT>'), 2.0),
    'in-24-8': ('fixed<24,8>', precision(result='fixed<20,2>'), 10.0),
    'table-256': ('fixed<14,5>', {'TableSize': 256}, 3.0),
    'table-4096': ('fixed<16,5>', {'TableSize': 4096}, 3.0),
    'types': (
        'fixed<12,4>',
        precision(exp_table='ufixed<12,1,RND,SAT>', inv_table='ufixed<14,2,RND,SAT>', inv_inp='ufixed<12,5,RND,SAT>', accum='fixed<16,6,RND,SAT>'),
        2.0,
    ),
    'types-wrap': (
        'fixed<12,4>',
        precision(exp_table='fixed<10,3>', inv_table='fixed<12,3>', inv_inp='fixed<12,6>', accum='fixed<12,5>', table='fixed<14,6>'),
        2.0,
    ),
    'keys': (
        'fixed<12,4>',
        {'exp_table_t': 'fixed<14,4,RND,SAT>', 'inv_table_t': 'fixed<16,4,RND,SAT>', **precision(result='fixed<14,2>')},
        2.0,
    ),
}


def softmax():
    for implementation in ('stable', 'latency', 'legacy', 'argmax'):
        for slug, (source, entry, scale) in SOFTMAX_TYPES.items():
            overrides = layers(inp=precision(result=source), sm={**entry, 'Implementation': implementation})
            case('softmax', f'{implementation}-{slug}', 'keras3/softmax10.keras', overrides=overrides, input_scale=scale)
    logits = layers(inp=precision(result='fixed<10,4,RND,SAT>'))
    norm = layers(sm={'inp_norm_t': 'ufixed<10,5,RND,SAT>'})
    case('softmax', 'stable-norm', 'keras3/softmax10.keras', overrides=joined(logits, norm), input_scale=4.0)
    sizes = layers(sm={'ExpTableSize': 512, 'InvTableSize': 256})
    case('softmax', 'stable-sizes', 'keras3/softmax10.keras', overrides=joined(logits, sizes), input_scale=2.0)
    case('softmax', 'three-name', 'keras3/softmax3.keras', input_scale=2.0)
    case('softmax', 'three-model', 'keras3/softmax3.keras', granularity='model', default_precision='fixed<12,5>', input_scale=2.0)
    for implementation in ('stable', 'latency', 'legacy', 'argmax'):
        entry = {'Implementation': implementation}
        overrides = layers(fc=precision(result='fixed<12,5,RND,SAT>'), sm=entry)
        case('softmax', f'dense-{implementation}', 'keras3/softmax_dense.keras', overrides=overrides, trace=implementation == 'stable')
    case('softmax', 'dense-auto', 'keras3/softmax_dense.keras')
    case('softmax', 'dense-model', 'keras3/softmax_dense.keras', granularity='model')
    case('softmax', 'dense-type', 'keras3/softmax_dense.keras', granularity='type')
    case('softmax', 'dense-skip', 'keras3/softmax_dense.keras', overrides=layers(sm={'Skip': True}))
    case('softmax', 'only-skip', 'keras3/softmax10.keras', overrides=layers(sm={'Skip': True}))
    case('softmax', 'bad-implementation', 'keras3/softmax10.keras', overrides=layers(sm={'Implementation': 'Stable'}))
    sizes = {
        'signed-exp': ('stable', 'fixed<10,4>', {'ExpTableSize': 256}),
        'unsigned-exp': ('stable', 'ufixed<10,4>', {'ExpTableSize': 256}),
        'signed-inv': ('stable', 'fixed<16,6>', {'InvTableSize': 256}),
        'unsigned-inv': ('stable', 'ufixed<10,4>', {'InvTableSize': 256}),
        'latency-exp': ('latency', 'fixed<12,4>', {'ExpTableSize': 512}),
        'legacy-both': ('legacy', 'fixed<12,4>', {'ExpTableSize': 512, 'InvTableSize': 256}),
        'norm-narrow': ('stable', 'fixed<10,4>', {'TableSize': 256, 'inp_norm_t': 'ufixed<8,3>'}),
    }
    for slug, (implementation, source, entry) in sizes.items():
        overrides = layers(inp=precision(result=source), sm={**entry, 'Implementation': implementation})
        case('softmax', f'sizes-{slug}', 'keras3/softmax10.keras', overrides=overrides, input_scale=2.0)
    case('softmax', 'mlp-explicit', 'keras3/mlp.keras', overrides=layers(fc3=precision(result='fixed<12,5,RND,SAT>')), trace=True)


# Batch normalisation.


def batch_normalization():
    family = 'bn'
    for model in ('bn_dense', 'bn_first', 'bn_only', 'bn_twice', 'bn_thrice', 'bn_bare', 'bn_after_act', 'bn_shared_parent', 'bn_no_bias'):
        slug, file = model[3:].replace('_', '-'), f'keras3/{model}.keras'
        case(family, f'{slug}-name', file, trace=True)
        case(family, f'{slug}-model', file, granularity='model', trace=False)
    for model in ('bn_dense', 'bn_twice', 'bn_bare'):
        slug, file = model[3:].replace('_', '-'), f'keras3/{model}.keras'
        case(family, f'{slug}-type', file, granularity='type', default_precision='fixed<12,5>')
        case(family, f'{slug}-model-rnd', file, granularity='model', default_precision='fixed<14,6,RND,SAT>')
    types = precision(scale='fixed<8,3>', bias='fixed<8,3,RND,SAT>', result='fixed<12,5,RND,SAT>')
    case(family, 'dense-explicit-bn', 'keras3/bn_dense.keras', overrides=layers(bn1=types))
    case(family, 'first-explicit', 'keras3/bn_first.keras', overrides=layers(bn1=types))
    case(family, 'only-explicit', 'keras3/bn_only.keras', overrides=layers(bn1=types))
    case(family, 'only-integer', 'keras3/bn_only.keras', overrides=layers(bn1=precision(scale='int<3>', bias='int<4>', result='int<8>')), input_scale=3.0)
    case(family, 'only-unsigned', 'keras3/bn_only.keras', overrides=layers(inp=precision(result='ufixed<8,2>'), bn1=precision(scale='ufixed<8,2>')))
    case(family, 'only-wide', 'keras3/bn_only.keras', default_precision='fixed<32,12>', dtype='float64')
    unfused = precision(result='fixed<14,6>')
    case(family, 'dense-unfused', 'keras3/bn_dense.keras', overrides=layers(fc1=unfused), trace=True)
    case(family, 'twice-parent-explicit', 'keras3/bn_twice.keras', overrides=layers(fc1=unfused), trace=True)
    case(family, 'twice-first-explicit', 'keras3/bn_twice.keras', overrides=layers(bn1=unfused), trace=True)
    case(family, 'thrice-middle-explicit', 'keras3/bn_thrice.keras', overrides=layers(bn2=unfused), trace=True)
    case(family, 'dense-weights-explicit', 'keras3/bn_dense.keras', overrides=layers(fc1=precision(weight='fixed<8,3>', bias='fixed<8,3>')), trace=True)
    case(family, 'dense-accum-explicit', 'keras3/bn_dense.keras', overrides=layers(fc1=precision(accum='fixed<12,5,RND,SAT>')))
    whole = {'Model': {'Strategy': 'Resource'}}
    case(family, 'dense-resource', 'keras3/bn_dense.keras', default_reuse_factor=2, overrides=whole)
    case(family, 'dense-resource-model', 'keras3/bn_dense.keras', granularity='model', default_reuse_factor=2, overrides=whole)


# Shape layers, training-only layers, nesting, several inputs and outputs.


def structure():
    family = 'graph'
    for model in (
        'dropout',
        'dropout_kinds',
        'gaussian_noise',
        'flatten',
        'flatten_flat',
        'reshape',
        'reshape_last',
        'functional',
        'auto_names',
        'odd_names',
        'nested_sequential',
        'nested_functional',
        'nested_in_sequential',
        'nested_deep',
        'two_inputs',
        'two_inputs_swapped',
        'mid_output',
        'mid_output_linear',
        'fan_out',
        'shared_layer',
    ):
        slug, file = model.replace('_', '-'), f'keras3/{model}.keras'
        traced = model in ('flatten', 'reshape', 'nested_functional', 'two_inputs', 'mid_output_linear', 'fan_out')
        case(family, f'{slug}-name', file, trace=traced)
        case(family, f'{slug}-model', file, granularity='model', default_precision='fixed<14,6>')
    types = precision(weight='fixed<8,3>', accum='fixed<12,5,RND,SAT>', result='fixed<10,4,RND,SAT>')
    for model, names in (('nested_sequential', ('fc1', 'fc2')), ('two_inputs', ('fa', 'fb')), ('mid_output', ('fc1', 'fc2'))):
        slug = model.replace('_', '-')
        case(family, f'{slug}-explicit', f'keras3/{model}.keras', overrides=each(names, **types))
        resource = {'Strategy': 'Resource', 'ReuseFactor': 2, **types}
        case(family, f'{slug}-resource', f'keras3/{model}.keras', overrides=each(names, **resource))
    for model in ('shared_chain', 'nested_twice'):
        for framework, ending in (('keras3', 'keras'), ('keras2', 'h5')):
            case(family, f'{model.replace("_", "-")}-{framework}', f'{framework}/{model}.{ending}')


# Files of Keras 2, and the other containers of Keras 3.

# The peer's softmax is constant behind an inferred type, which would hide wrong weights.
LOGITS = {'mlp': 'fc3', 'auto_names': 'dense_2'}
LOGIT_TYPES = precision(result='fixed<12,5,RND,SAT>')


def containers():
    for path in files('keras3', ''):
        if path.suffix == '.h5' and not path.name.endswith('.weights.h5') or path.suffix == '.json':
            kind = 'h5' if path.suffix == '.h5' else 'json'
            case('container', f'{path.stem.replace("_", "-")}-{kind}', f'keras3/{path.name}')
    for model, last in LOGITS.items():
        for ending in ('h5', 'json'):
            if (MODELS / 'keras3' / f'{model}.{ending}').exists():
                name = f'{model.replace("_", "-")}-{ending}-logits'
                case('container', name, f'keras3/{model}.{ending}', overrides=layers(**{last: LOGIT_TYPES}))


def keras2():
    family = 'keras2'
    for path in files('keras2', '.json'):
        slug, file = path.stem.replace('_', '-'), f'keras2/{path.stem}.h5'
        case(family, f'{slug}-name', file)
        case(family, f'{slug}-model', file, granularity='model', default_precision='fixed<14,5>')
    for model in ('mlp', 'bn_dense', 'bn_twice', 'nested_functional', 'two_inputs', 'auto_names', 'reshape', 'inlayer_piecewise', 'acts_relu_keras2'):
        slug = model.replace('_', '-')
        case(family, f'{slug}-whole-file', f'keras2/{model}.h5', route='files')
        case(family, f'{slug}-split-files', f'keras2/{model}.json', route='files')
    names = ('a_relu', 'a_relu6', 'a_leaky', 'a_leaky03', 'a_thresholded', 'a_prelu')
    for slug in ('narrow-sat', 'unsigned', 'conv-wrap', 'integer-in', 'fraction-in', 'wide-range'):
        source, entry, scale = ACTIVATION_TYPES[slug]
        overrides = joined(layers(inp=precision(result=source)), each(names, **entry))
        case(family, f'relu-{slug}', 'keras2/acts_relu_keras2.h5', overrides=overrides, input_kind='uniform', input_scale=scale)
    types = precision(weight='fixed<8,3>', accum='fixed<12,5,RND,SAT>', result='fixed<10,4,RND,SAT>')
    case(family, 'mlp-linear-explicit', 'keras2/mlp_linear.h5', overrides=each(('fc1', 'fc2', 'fc3'), **types), trace=True)
    case(family, 'bn-dense-unfused', 'keras2/bn_dense.h5', overrides=layers(fc1=precision(result='fixed<14,6>')), trace=True)
    resource = {'Model': {'Strategy': 'Resource'}}
    case(family, 'mlp-resource', 'keras2/mlp.h5', default_reuse_factor=4, overrides=resource)
    case(family, 'mlp-type', 'keras2/mlp.h5', granularity='type')
    for model, last in LOGITS.items():
        slug, overrides = model.replace('_', '-'), layers(**{last: LOGIT_TYPES})
        case(family, f'{slug}-logits', f'keras2/{model}.h5', overrides=overrides)
        case(family, f'{slug}-whole-file-logits', f'keras2/{model}.h5', route='files', overrides=overrides)
        case(family, f'{slug}-split-files-logits', f'keras2/{model}.json', route='files', overrides=overrides)


# The Vivado backend, which shares its arithmetic with Vitis.


def vivado():
    family = 'vivado'
    for model in ('mlp', 'mlp_linear', 'dense_odd', 'bn_dense', 'bn_twice', 'acts_table', 'acts_relu', 'acts_elu', 'softmax10', 'two_inputs'):
        slug, file = model.replace('_', '-'), f'keras3/{model}.keras'
        case(family, f'{slug}-name', file, backend='Vivado', input_scale=2.0)
    resource = {'Model': {'Strategy': 'Resource', 'ReuseFactor': 4}}
    case(family, 'mlp-resource', 'keras3/mlp.keras', backend='Vivado', granularity='model', overrides=resource)


# Configuration and graph only; nothing is built.


def configurations():
    for path in files('keras3', '.keras'):
        slug, file = path.stem.replace('_', '-'), f'keras3/{path.name}'
        case('config', f'{slug}-type', file, granularity='type', stop_after='convert')
    for model in ('mlp', 'bn_dense', 'acts_table', 'acts_relu', 'acts_hard', 'softmax10', 'nested_functional'):
        slug, file = model.replace('_', '-'), f'keras3/{model}.keras'
        case('config', f'{slug}-no-backend', file, config_backend=None, stop_after='config')
        case('config', f'{slug}-type-no-backend', file, granularity='type', config_backend=None, stop_after='config')
    case('config', 'mlp-reuse', 'keras3/mlp.keras', default_reuse_factor=3, default_precision='ap_fixed<12,4>', stop_after='config')
    case('config', 'mlp-model', 'keras3/mlp.keras', granularity='model', default_reuse_factor=3, stop_after='convert')
    case('config', 'mlp-bad-granularity', 'keras3/mlp.keras', granularity='layer', stop_after='config')


# Element-wise merges and concatenation.

KINDS = ('m_add', 'm_subtract', 'm_multiply', 'm_average', 'm_maximum', 'm_minimum')
AXES = tuple(f'cat_{number}' for number in (4, 5, 6, 2, 1, 0))
# slug -> types of the two inputs, input scale, other keys of the case
OPERANDS = {
    'unsigned-signed': ('ufixed<8,4>', 'fixed<9,3>', 6.0, {}),
    'signed-unsigned': ('fixed<7,5>', 'ufixed<9,3>', 6.0, {}),
    'unsigned': ('ufixed<8,4>', 'ufixed<6,1>', 6.0, {}),
    'integer-fixed': ('int<6>', 'fixed<8,4>', 12.0, {}),
    'integers': ('int<5>', 'uint<6>', 16.0, {}),
    'wide': ('fixed<40,16>', 'fixed<36,8>', 50.0, {'dtype': 'float64'}),
    'wide-unsigned': ('ufixed<33,10>', 'fixed<20,12>', 300.0, {'dtype': 'float64'}),
    'far-grids': ('fixed<6,-1>', 'fixed<5,8>', 60.0, {}),
    'same-modes': ('fixed<8,3,RND,SAT>', 'fixed<8,3,RND,SAT>', 4.0, {}),
    'other-modes': ('fixed<8,3,RND,WRAP>', 'fixed<7,4,RND_CONV,SAT>', 6.0, {}),
}
RESULTS = {
    'sat': 'fixed<8,3,RND,SAT>',
    'unsigned-sat': 'ufixed<6,2,TRN,SAT>',
    'conv-wrap': 'fixed<9,2,RND_CONV,WRAP>',
    'integer': 'int<5>',
    'zero': 'fixed<7,3,RND_ZERO,SAT_ZERO>',
    'wrap-unsigned': 'ufixed<6,3>',
    'sym': 'fixed<7,2,RND_INF,SAT_SYM>',
}


def merges():
    family = 'merge'
    for model, names in (('merge_kinds', KINDS), ('concat_axes', AXES)):
        slug, file = model.replace('_', '-'), f'keras3/{model}.keras'
        for operands, (left, right, scale, keys) in OPERANDS.items():
            overrides = layers(in_a=precision(result=left), in_b=precision(result=right))
            case(family, f'{slug}-{operands}', file, overrides=overrides, input_kind='uniform', input_scale=scale, **keys)
        for result, text in RESULTS.items():
            types = layers(in_a=precision(result='fixed<10,4>'), in_b=precision(result='ufixed<9,5>'))
            overrides = joined(types, each(names, **precision(result=text)))
            case(family, f'{slug}-result-{result}', file, overrides=overrides, input_kind='uniform', input_scale=8.0)
        whole = {'Model': {'Precision': {'default': 'fixed<16,6>', 'maximum': 'fixed<12,5>'}}}
        types = layers(in_a=precision(result='fixed<14,6>'), in_b=precision(result='fixed<10,3>'))
        case(family, f'{slug}-maximum', file, overrides=joined(whole, types), input_scale=4.0)
        case(family, f'{slug}-rnd', file, granularity='model', default_precision='fixed<10,4,RND,SAT>', input_scale=4.0)
        case(family, f'{slug}-vivado', file, backend='Vivado', granularity='type', default_precision='fixed<12,4>', input_scale=2.0)
        case(family, f'{slug}-special', file, input_kind='special')
    for model in ('merge_skip', 'merge_kinds', 'merge_same', 'merge_branches', 'concat_axes'):
        slug, file = model.replace('_', '-'), f'keras3/{model}.keras'
        case(family, f'{slug}-name', file, trace=True)
        case(family, f'{slug}-model', file, granularity='model', default_precision='fixed<14,5>')
    for model in ('merge_three', 'merge_four', 'merge_average_three', 'concat_three', 'concat_chain', 'merge_broadcast'):
        slug, file = model.replace('_', '-'), f'keras3/{model}.keras'
        case(family, f'{slug}-type', file, granularity='type', stop_after='convert')
    resource = {'Model': {'Strategy': 'Resource', 'ReuseFactor': 2}}
    case(family, 'merge-skip-resource', 'keras3/merge_skip.keras', overrides=resource, default_reuse_factor=2)
    case(family, 'merge-kinds-no-backend', 'keras3/merge_kinds.keras', config_backend=None, stop_after='config')
    case(family, 'concat-axes-no-backend', 'keras3/concat_axes.keras', config_backend=None, stop_after='config')
    for ending in ('h5', 'json'):
        case(family, f'merge-skip-{ending}', f'keras3/merge_skip.{ending}')
    for model in ('merge_skip', 'merge_kinds', 'merge_same', 'concat_axes'):
        slug = model.replace('_', '-')
        case(family, f'{slug}-keras2', f'keras2/{model}.h5')
        case(family, f'{slug}-keras2-split', f'keras2/{model}.json', route='files', granularity='model')


def main():
    dense_accumulators()
    dense_types()
    dense_strategies()
    activations()
    softmax()
    batch_normalization()
    structure()
    containers()
    keras2()
    vivado()
    configurations()
    merges()
    convolution_cases.add_all()
    pooling_cases.add_all()
    stream_cases.add_all()
    depthwise_cases.add_all()
    shape_cases.add_all()
    sequence_cases.add_all()
    matrix_cases.add_all()
    hgq_cases.add_all()
    qkeras_cases.add_all()
    quartus_cases.add_all()
    target_cases.add_all()
    lines = ',\n'.join(' ' + json.dumps(entry) for entry in CASES)
    (HERE / 'cases.json').write_text(f'[\n{lines}\n]\n')
    families = {}
    for entry in CASES:
        families[entry['family']] = families.get(entry['family'], 0) + 1
    for family, count in families.items():
        print(f'{family:18}{count}')
    print(f'{"all":18}{len(CASES)}')


if __name__ == '__main__':
    main()
