"""Cases of recurrent layers and of layers that repeat over time."""

from case_list import case, each, joined, layers, precision, slug_of

STREAM = {'io_type': 'io_stream'}
KINDS = ('last', 'steps', 'relu', 'bare')
# The peer's LSTM compiles only where input, accumulator and result have one type.
WHOLE_TYPES = {
    '12-4-rnd-sat': 'fixed<12,4,RND,SAT>',
    '10-3': 'fixed<10,3>',
    '24-8': 'fixed<24,8>',
    '9-4-sym': 'fixed<9,4,RND_CONV,SAT_SYM>',
    '14-5-zero': 'fixed<14,5,TRN_ZERO,SAT_ZERO>',
}
WEIGHTS = precision(
    weight='fixed<8,3,RND,SAT>', recurrent_weight='fixed<7,2>', bias='fixed<6,2>', recurrent_bias='fixed<6,1>'
)
# What only a GRU takes: types of their own.
OWN_TYPES = {
    'narrow': precision(
        weight='fixed<8,3,RND,SAT>',
        recurrent_weight='fixed<7,2>',
        bias='fixed<6,2>',
        accum='fixed<11,4,RND,SAT>',
        result='fixed<8,2,RND_CONV,SAT>',
    ),
    'fine-result': precision(accum='fixed<12,5>', result='fixed<20,4>'),
    'coarse-result': precision(result='fixed<5,2,TRN,SAT>'),
    'unsigned-result': precision(result='ufixed<10,2,RND,SAT>'),
    'coarse-accum': precision(accum='fixed<8,4,RND,SAT>'),
}
RESOURCE = {'Strategy': 'Resource', 'ReuseFactor': 2}


def recurrent(kind):
    single, kinds = f'keras3/{kind}_single.keras', f'keras3/{kind}_kinds.keras'
    for layout, keys in (('', {}), ('-stream', STREAM)):
        case(kind, f'kinds-name{layout}', kinds, **keys)
        case(kind, f'kinds-type{layout}', kinds, granularity='type', default_precision='fixed<14,5>', **keys)
        for slug, text in WHOLE_TYPES.items():
            backend = 'Vivado' if slug == '10-3' else 'Vitis'
            case(
                kind,
                f'kinds-{slug}{layout}',
                kinds,
                granularity='model',
                default_precision=text,
                input_scale=2.0,
                backend=backend,
                **keys,
            )
        case(kind, f'kinds-weights{layout}', kinds, overrides=each(KINDS, **WEIGHTS), input_scale=2.0, **keys)
        narrow = precision(default='fixed<10,4,RND,SAT>')
        for slug, entry in {
            'resource-2': RESOURCE,
            'resource-4': {'Strategy': 'Resource', 'ReuseFactor': 4},
            'resource-16': {'Strategy': 'Resource', 'ReuseFactor': 16},
            'unrolled-2': {'Strategy': 'Resource_Unrolled', 'ReuseFactor': 2},
            'latency-2': {'Strategy': 'Latency', 'ReuseFactor': 2},
        }.items():
            whole = {'Model': {**narrow, **entry}}
            case(kind, f'single-{slug}{layout}', single, granularity='model', overrides=whole, input_scale=2.0, **keys)
        case(kind, f'single-not-static{layout}', single, overrides=layers(rnn={'Static': False}), **keys)
        tables = layers(rnn={'TableSize': 256, 'table_t': 'fixed<10,2,RND,SAT>'})
        case(kind, f'single-tables{layout}', single, overrides=tables, **keys)
        case(kind, f'one-step{layout}', f'keras3/{kind}_one_step.keras', **keys)
        case(kind, f'network-name{layout}', f'keras3/{kind}_network.keras', trace=True, **keys)
        case(
            kind,
            f'network-model{layout}',
            f'keras3/{kind}_network.keras',
            granularity='model',
            default_precision='fixed<14,5,RND,SAT>',
            **keys,
        )
        case(kind, f'network-keras2{layout}', f'keras2/{kind}_network.h5', **keys)
        case(kind, f'kinds-keras2{layout}', f'keras2/{kind}_kinds.h5', route='files', **keys)
        case(kind, f'backwards{layout}', f'keras3/{kind}_backwards.keras', **keys)
        case(kind, f'state{layout}', f'keras3/{kind}_state.keras', **keys)
        case(kind, f'initial{layout}', f'keras3/{kind}_initial.keras', **keys)
    for ending in ('h5', 'json'):
        case(kind, f'single-{ending}', f'keras3/{kind}_single.{ending}')
    case(kind, 'single-keras2-split-files', f'keras2/{kind}_single.json', route='files', granularity='model')
    case(kind, 'state-keras2', f'keras2/{kind}_state.h5')
    case(kind, 'initial-keras2', f'keras2/{kind}_initial.h5')
    case(kind, 'backwards-keras2', f'keras2/{kind}_backwards.h5')
    case(kind, 'stateful-keras2', f'keras2/{kind}_stateful.h5')
    for layout, keys in (('', {}), ('-stream', STREAM)):
        case(kind, f'stateful{layout}', f'keras3/{kind}_stateful.keras', **keys)


def lstm():
    recurrent('lstm')
    types = precision(accum='fixed<14,5>', result='fixed<14,5>')
    case('lstm', 'single-own-types', 'keras3/lstm_single.keras', overrides=layers(rnn=types))
    inputs = layers(inp=precision(result='fixed<14,5>'), rnn=types)
    case('lstm', 'single-same-types', 'keras3/lstm_single.keras', overrides=inputs)
    for model in ('lstm_hard', 'lstm_forgets'):
        case('lstm', slug_of(model), f'keras3/{model}.keras')


def gru():
    recurrent('gru')
    source = {f'in_{name}': precision(result='fixed<10,3,RND,SAT>') for name in KINDS}
    for slug, types in OWN_TYPES.items():
        for layout, keys in (('', {}), ('-stream', STREAM)):
            overrides = joined(layers(**source), each(KINDS, **types))
            case('gru', f'kinds-{slug}{layout}', 'keras3/gru_kinds.keras', overrides=overrides, input_scale=2.0, **keys)
    for framework, ending in (('keras3', 'keras'), ('keras2', 'h5')):
        case('gru', f'reset-before-{framework}', f'{framework}/gru_reset_before.{ending}')
    case('gru', 'reset-before-stream', 'keras3/gru_reset_before.keras', **STREAM)
    resource = each(KINDS, **RESOURCE, **OWN_TYPES['narrow'])
    case('gru', 'kinds-resource', 'keras3/gru_kinds.keras', overrides=resource, input_scale=2.0, backend='Vivado')


def bidirectional():
    family = 'bidirectional'
    for model in ('bidirectional_lstm', 'bidirectional_lstm_steps', 'bidirectional_gru', 'bidirectional_gru_steps'):
        slug, file = slug_of(model).replace('_', '-'), f'keras2/{model}.h5'
        case(family, f'{slug}-name', file)
        case(
            family, f'{slug}-model', file, granularity='model', default_precision='fixed<12,4,RND,SAT>', input_scale=2.0
        )
        case(
            family,
            f'{slug}-vivado',
            file,
            granularity='model',
            default_precision='fixed<10,3>',
            backend='Vivado',
            input_scale=2.0,
        )
        whole = {'Model': {**precision(default='fixed<10,4,RND,SAT>'), **RESOURCE}}
        case(family, f'{slug}-resource', file, granularity='model', overrides=whole, input_scale=2.0)
        single = {'Model': {**precision(default='fixed<10,4,RND,SAT>'), 'Strategy': 'Resource', 'ReuseFactor': 1}}
        case(family, f'{slug}-resource-1', file, granularity='model', overrides=single, input_scale=2.0)
        case(family, f'{slug}-files', file, route='files')
        case(family, f'{slug}-keras3', f'keras3/{model}.keras')
        case(family, f'{slug}-keras3-model', f'keras3/{model}.keras', granularity='model')
        types = precision(accum='fixed<14,5,RND,SAT>', result='fixed<9,2,RND,SAT>')
        case(family, f'{slug}-types', file, overrides=layers(rnn=types))
    for model in ('bidirectional_mixed', 'bidirectional_sum'):
        case(family, slug_of(model), f'keras2/{model}.h5')
        case(family, f'{slug_of(model)}-keras3', f'keras3/{model}.keras')
    case(family, 'lstm-stream', 'keras2/bidirectional_lstm.h5', **STREAM)
    case(family, 'lstm-stream-vivado', 'keras2/bidirectional_lstm.h5', backend='Vivado', **STREAM)
    case(
        family,
        'lstm-unrolled',
        'keras2/bidirectional_lstm.h5',
        granularity='model',
        overrides={'Model': {'Strategy': 'Resource_Unrolled', 'ReuseFactor': 2}},
    )
    case(family, 'network-name', 'keras2/bidirectional_network.h5', trace=True)
    case(
        family, 'network-model', 'keras2/bidirectional_network.h5', granularity='model', default_precision='fixed<14,5>'
    )


def time_distributed():
    family = 'time-distributed'
    for model in ('timed_dense', 'timed_rows', 'timed_images'):
        slug = slug_of(model)
        for layout, keys in (('', {}), ('-stream', STREAM)):
            case(family, f'{slug}-name{layout}', f'keras3/{model}.keras', **keys)
            case(family, f'{slug}-keras2{layout}', f'keras2/{model}.h5', **keys)
            case(
                family,
                f'{slug}-model{layout}',
                f'keras2/{model}.h5',
                granularity='model',
                default_precision='fixed<14,5>',
                backend='Vivado',
                **keys,
            )
        case(family, f'{slug}-files', f'keras2/{model}.json', route='files')
    # The peer knows the number of steps only where a step gives more than a vector or has a dense layer.
    for model in ('timed_convolved', 'timed_pictures', 'timed_steps'):
        slug, file = slug_of(model), f'keras2/{model}.h5'
        for layout, keys in (('', {}), ('-stream', STREAM)):
            case(family, f'{slug}-name{layout}', file, trace=True, **keys)
            case(
                family,
                f'{slug}-model{layout}',
                file,
                granularity='model',
                default_precision='fixed<12,4,RND,SAT>',
                backend='Vivado',
                **keys,
            )
        case(family, f'{slug}-resource', file, granularity='model', overrides={'Model': RESOURCE})


def add_all():
    lstm()
    gru()
    bidirectional()
    for framework, ending in (('keras3', 'keras'), ('keras2', 'h5')):
        case('simplernn', f'single-{framework}', f'{framework}/simplernn_single.{ending}')
    time_distributed()
