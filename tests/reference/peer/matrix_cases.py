"""Cases of normalised rows, tables of vectors, tensor products, broadcasts and softmax along an axis."""

from case_list import case, each, joined, layers, precision, slug_of

STREAM = {'io_type': 'io_stream'}
LAYOUTS = (('', {}), ('-stream', STREAM))


def layer_normalization():
    family, file = 'layernorm', 'keras3/layernorm_rows.keras'
    names = ('ln', 'ln_coarse')
    case(family, 'rows-name', file)
    case(family, 'rows-wide-inputs', file, input_scale=6.0)
    case(family, 'rows-model', file, granularity='model', default_precision='fixed<18,8>')
    case(family, 'rows-model-rnd', file, granularity='model', default_precision='fixed<14,5,RND,SAT>', backend='Vivado')
    case(family, 'rows-type', file, granularity='type', default_precision='fixed<16,6>')
    for slug, entry in {
        'types': precision(
            scale='fixed<8,3>', bias='fixed<8,3,RND,SAT>', accum='fixed<20,8,RND,SAT>', result='fixed<12,4,RND,SAT>'
        ),
        'narrow': precision(accum='fixed<10,4,RND_CONV,SAT>', result='fixed<8,3>'),
        'wrap': precision(accum='fixed<14,4>', result='fixed<10,2>'),
        'table': {'TableSize': 512, 'TableRangePower2': 1},
        'table-range': {'TableRangePower2': 3},
        'table-type': {'table_t': 'ufixed<12,6,RND,SAT>'},
    }.items():
        case(family, f'rows-{slug}', file, overrides=each(names, **entry), input_scale=2.0)
    case(family, 'rows-unsigned', file, overrides=layers(inp=precision(result='ufixed<8,3,RND,SAT>')), input_scale=3.0)
    case(family, 'rows-vivado', file, backend='Vivado')
    case(family, 'rows-stream', file, **STREAM)
    case(family, 'rows-keras2', 'keras2/layernorm_rows.h5')
    case(family, 'rows-keras2-files', 'keras2/layernorm_rows.json', route='files', granularity='model')
    case(family, 'network-name', 'keras3/layernorm_network.keras', trace=True)
    case(family, 'network-stream', 'keras3/layernorm_network.keras', **STREAM)
    for model in (
        'layernorm_bare',
        'layernorm_vector',
        'layernorm_image',
        'layernorm_first_axis',
        'layernorm_last_axis',
        'layernorm_odd_epsilon',
    ):
        case(family, slug_of(model), f'keras3/{model}.keras')


def embedding():
    family, keys = 'embedding', {'input_kind': 'index', 'input_scale': 7.0}
    for layout, layout_keys in LAYOUTS:
        for framework, ending in (('keras3', 'keras'), ('keras2', 'h5')):
            file = f'{framework}/embedding_rows.{ending}'
            case(family, f'rows-{framework}{layout}', file, **keys, **layout_keys)
            case(
                family,
                f'rows-{framework}-model{layout}',
                file,
                granularity='model',
                default_precision='fixed<12,5>',
                backend='Vivado',
                **keys,
                **layout_keys,
            )
            case(
                family,
                f'network-{framework}{layout}',
                f'{framework}/embedding_network.{ending}',
                trace=True,
                **keys,
                **layout_keys,
            )
        file = 'keras2/embedding_rows.h5'
        case(
            family,
            f'rows-types{layout}',
            file,
            overrides=layers(emb=precision(embeddings='fixed<6,2,RND,SAT>', result='fixed<5,2,RND,SAT>')),
            **keys,
            **layout_keys,
        )
        case(
            family,
            f'rows-unsigned-input{layout}',
            file,
            overrides=layers(inp=precision(result='uint<3>')),
            **keys,
            **layout_keys,
        )
        case(
            family,
            f'rows-integer-input{layout}',
            file,
            overrides=layers(inp=precision(result='int<6>')),
            **keys,
            **layout_keys,
        )
        case(family, f'sequence{layout}', 'keras2/embedding_sequence.h5', **keys, **layout_keys)
    case(family, 'rows-files', 'keras2/embedding_rows.json', route='files', **keys)
    case(family, 'lengthless', 'keras2/embedding_lengthless.h5', **keys)


def einsum():
    family = 'einsum'
    tables = {
        'rows': ('e_vector', 'e_last', 'e_bare', 'e_first', 'e_swapped'),
        'heads': ('e_split', 'e_join', 'e_each'),
    }
    for slug, names in tables.items():
        file = f'keras3/einsum_{slug}.keras'
        case(family, f'{slug}-name', file)
        case(family, f'{slug}-model', file, granularity='model', default_precision='fixed<13,5>')
        case(
            family, f'{slug}-type', file, granularity='type', default_precision='fixed<12,4,RND,SAT>', backend='Vivado'
        )
        for kind, types in {
            'narrow': precision(
                weight='fixed<8,3,RND,SAT>',
                bias='fixed<6,2>',
                accum='fixed<10,4,RND,SAT>',
                result='fixed<8,4,RND_CONV,SAT>',
            ),
            'unsigned': precision(
                weight='ufixed<7,1>', bias='ufixed<6,1>', accum='ufixed<12,4,TRN,SAT>', result='ufixed<8,3,RND,WRAP>'
            ),
            'wrap': precision(accum='fixed<9,3>', result='fixed<7,2>'),
            'integer': precision(weight='int<4>', bias='int<5>', accum='int<10>', result='int<8>'),
        }.items():
            case(family, f'{slug}-{kind}', file, overrides=each(names, **types), input_scale=3.0)
        case(family, f'{slug}-resource', file, overrides=each(names, Strategy='Resource', ReuseFactor=2))
        case(family, f'{slug}-parallel', file, overrides=each(names, ParallelizationFactor=3))
        case(family, f'{slug}-stream', file, **STREAM)
    one_row = each(tables['heads'], ParallelizationFactor=1)
    case(family, 'heads-one-row', 'keras3/einsum_heads.keras', overrides=one_row)
    case(family, 'network-name', 'keras3/einsum_network.keras', trace=True)
    case(family, 'network-model', 'keras3/einsum_network.keras', granularity='model', default_precision='fixed<14,5>')
    case(family, 'network-stream', 'keras3/einsum_network.keras', **STREAM)
    case('mha', 'self-name', 'keras3/mha_self.keras')


def dot():
    family, file = 'dot', 'keras3/dot_vectors.keras'
    for layout, keys in LAYOUTS:
        case(family, f'vectors-name{layout}', file, **keys)
        case(
            family,
            f'vectors-model{layout}',
            file,
            granularity='model',
            default_precision='fixed<12,4,RND,SAT>',
            backend='Vivado',
            input_scale=2.0,
            **keys,
        )
        case(family, f'network-name{layout}', 'keras3/dot_network.keras', trace=True, **keys)
    # The peer infers no accumulator.
    accum = layers(dot=precision(accum='fixed<20,10>'))
    case(family, 'vectors-accum', file, overrides=accum, input_scale=2.0)
    case(family, 'vectors-accum-stream', file, overrides=accum, input_scale=2.0, **STREAM)
    case(family, 'network-accum', 'keras3/dot_network.keras', overrides=accum, trace=True)
    case(family, 'network-accum-keras2', 'keras2/dot_network.h5', overrides=accum, trace=True, backend='Vivado')
    inputs = layers(in_a=precision(result='fixed<10,4>'), in_b=precision(result='ufixed<9,3>'))
    for slug, types in {
        'narrow': precision(accum='fixed<8,5,RND,SAT>', result='fixed<7,4,RND_CONV,SAT>'),
        'wrap': precision(accum='fixed<9,4>', result='fixed<6,3>'),
        'unsigned': precision(accum='ufixed<10,5,TRN,SAT>', result='ufixed<8,4>'),
        'integer': precision(accum='int<10>', result='int<6>'),
        'wide': precision(accum='fixed<40,16>', result='fixed<36,14>'),
    }.items():
        case(family, f'vectors-{slug}', file, overrides=joined(inputs, layers(dot=types)), input_scale=3.0)
    case(family, 'vectors-type', file, granularity='type', default_precision='fixed<14,5>')
    case(family, 'vectors-inputs', file, overrides=inputs, input_scale=3.0)
    for model in ('dot_vectors', 'dot_network', 'dot_matrices', 'dot_normalized'):
        case(
            family,
            f'{slug_of(model)}-keras2',
            f'keras2/{model}.h5',
            route='files' if model == 'dot_vectors' else 'live',
        )
    for model in ('dot_matrices', 'dot_normalized'):
        case(family, slug_of(model), f'keras3/{model}.keras')


def broadcasts():
    family = 'broadcast'
    inputs = layers(in_a=precision(result='fixed<10,4>'), in_b=precision(result='ufixed<9,3>'))
    for model in (
        'broadcast_rows',
        'broadcast_left',
        'broadcast_channels',
        'broadcast_pixels',
        'broadcast_long',
        'broadcast_both',
    ):
        slug, file = slug_of(model), f'keras3/{model}.keras'
        for layout, keys in LAYOUTS:
            case(family, f'{slug}-name{layout}', file, **keys)
            case(
                family,
                f'{slug}-model{layout}',
                file,
                granularity='model',
                default_precision='fixed<10,4,RND,SAT>',
                backend='Vivado',
                input_scale=3.0,
                **keys,
            )
            case(family, f'{slug}-inputs{layout}', file, overrides=inputs, input_scale=4.0, **keys)
    for model in ('broadcast_rows', 'broadcast_left', 'broadcast_channels', 'broadcast_pixels'):
        case(family, f'{slug_of(model)}-keras2', f'keras2/{model}.h5', route='files')
        case(family, f'{slug_of(model)}-keras2-stream', f'keras2/{model}.h5', **STREAM)
    case(family, 'squeeze-name', 'keras3/broadcast_squeeze.keras', trace=True)
    case(family, 'squeeze-stream', 'keras3/broadcast_squeeze.keras', trace=True, **STREAM)


def softmax_axes():
    family = 'softmax-axis'
    tables = {'rows': ('s_last', 's_first', 's_plain'), 'image': ('s_1', 's_2', 's_3')}
    for slug, names in tables.items():
        file = f'keras3/axis_{slug}.keras'
        for layout, keys in LAYOUTS:
            case(family, f'{slug}-name{layout}', file, **keys)
            case(
                family,
                f'{slug}-model{layout}',
                file,
                granularity='model',
                default_precision='fixed<12,5>',
                backend='Vivado',
                **keys,
            )
        for implementation in ('stable', 'latency', 'legacy', 'argmax'):
            overrides = joined(
                layers(inp=precision(result='fixed<10,4,RND,SAT>')),
                each(names, Implementation=implementation, **precision(result='fixed<12,2,RND,SAT>')),
            )
            case(family, f'{slug}-{implementation}', file, overrides=overrides, input_scale=2.0)
        case(family, f'{slug}-keras2', f'keras2/axis_{slug}.h5')
        case(family, f'{slug}-keras2-files', f'keras2/axis_{slug}.json', route='files', granularity='model')
    for layout, keys in LAYOUTS:
        case(family, f'network-name{layout}', 'keras3/axis_network.keras', trace=True, **keys)
        logits = layers(fc=precision(result='fixed<12,4,RND,SAT>'))
        for implementation in ('stable', 'latency', 'legacy', 'argmax'):
            overrides = joined(logits, layers(sm={'Implementation': implementation}))
            case(family, f'network-{implementation}{layout}', 'keras3/axis_network.keras', overrides=overrides, **keys)
        case(family, f'network-keras2{layout}', 'keras2/axis_network.h5', overrides=logits, **keys)
    case(family, 'pair', 'keras3/axis_pair.keras')


def add_all():
    layer_normalization()
    embedding()
    einsum()
    dot()
    broadcasts()
    softmax_axes()
