"""Cases of layers that move elements, of dense layers on higher ranks and of normalised images."""

from case_list import case, each, joined, layers, precision, slug_of

STREAM = {'io_type': 'io_stream'}
MOVES = {
    'shape_pads': ('p1', 'p21', 'p1003', 'q2', 'q03'),
    'shape_crops': ('p1', 'p21', 'p1003', 'q2', 'q03'),
    'shape_upsampled': ('u2', 'u31', 'u12', 'v2', 'v3'),
    'shape_permuted': ('p312', 'p132', 'p213', 'p321', 'p123', 'q21'),
}
NARROW = precision(
    weight='fixed<8,3,RND,SAT>', bias='fixed<6,2>', accum='fixed<10,4,RND,SAT>', result='fixed<8,4,RND_CONV,SAT>'
)


def moves():
    family = 'pad-crop-resize'
    for model, names in MOVES.items():
        slug, file = slug_of(model), f'keras3/{model}.keras'
        for layout, keys in (('', {}), ('-stream', STREAM)):
            case(family, f'{slug}-name{layout}', file, **keys)
            case(
                family,
                f'{slug}-model{layout}',
                file,
                granularity='model',
                default_precision='fixed<9,3,RND,SAT>',
                backend='Vivado',
                **keys,
            )
            source = precision(result='ufixed<9,3,RND,SAT>')
            types = joined(layers(inp=source, seq=source), each(names, **precision(result='fixed<6,2,RND,SAT>')))
            case(family, f'{slug}-types{layout}', file, overrides=types, input_scale=3.0, **keys)
        case(family, f'{slug}-keras2', f'keras2/{model}.h5')
        case(family, f'{slug}-keras2-files', f'keras2/{model}.json', route='files', granularity='type')
    for model in ('shape_network', 'shape_reshaped', 'shape_permuted_seq', 'shape_dropouts'):
        slug, file = slug_of(model), f'keras3/{model}.keras'
        case(family, f'{slug}-name', file, trace=True)
        case(family, f'{slug}-model', file, granularity='model', default_precision='fixed<14,5>', backend='Vivado')
        case(family, f'{slug}-stream', file, trace=True, **STREAM)
        case(
            family,
            f'{slug}-stream-model',
            file,
            granularity='model',
            default_precision='fixed<14,5>',
            backend='Vivado',
            **STREAM,
        )
        case(family, f'{slug}-keras2', f'keras2/{model}.h5')
        case(family, f'{slug}-keras2-stream', f'keras2/{model}.h5', route='files', **STREAM)
    for model in ('shape_bilinear', 'shape_repeated'):
        case(family, f'{slug_of(model)}-name', f'keras3/{model}.keras')
    case(family, 'bilinear-stream', 'keras3/shape_bilinear.keras', **STREAM)


def dense_ranks():
    family, names = 'dense-rank', ('fa', 'fb', 'fc')
    for model in ('denserank_two', 'denserank_three'):
        slug, file = slug_of(model), f'keras3/{model}.keras'
        for layout, keys in (('', {}), ('-stream', STREAM)):
            case(family, f'{slug}-name{layout}', file, **keys)
            case(
                family,
                f'{slug}-model{layout}',
                file,
                granularity='model',
                default_precision='fixed<13,5>',
                backend='Vivado',
                **keys,
            )
            case(
                family,
                f'{slug}-type{layout}',
                file,
                granularity='type',
                default_precision='fixed<12,4,RND,SAT>',
                **keys,
            )
            case(family, f'{slug}-narrow{layout}', file, overrides=each(names, **NARROW), input_scale=3.0, **keys)
            for strategy, factor in (('Resource', 2), ('Resource', 4), ('Resource_Unrolled', 2)):
                entry = each(names, Strategy=strategy, ReuseFactor=factor, **NARROW)
                case(
                    family,
                    f'{slug}-{strategy.lower().replace("_", "-")}-{factor}{layout}',
                    file,
                    overrides=entry,
                    input_scale=3.0,
                    **keys,
                )
        case(family, f'{slug}-parallel-3', file, overrides=each(names, ParallelizationFactor=3))
        case(family, f'{slug}-keras2', f'keras2/{model}.h5')
        case(family, f'{slug}-keras2-files', f'keras2/{model}.json', route='files', granularity='model')
    for layout, keys in (('', {}), ('-stream', STREAM)):
        case(family, f'network-name{layout}', 'keras3/denserank_network.keras', trace=True, **keys)
        case(
            family,
            f'network-model{layout}',
            'keras3/denserank_network.keras',
            granularity='model',
            default_precision='fixed<14,5>',
            **keys,
        )
        case(family, f'network-keras2{layout}', 'keras2/denserank_network.h5', **keys)
    case(family, 'four-name', 'keras3/denserank_four.keras')


def normalized_images():
    family = 'bn-image'
    types = precision(scale='fixed<8,3>', bias='fixed<8,3,RND,SAT>', result='fixed<12,5,RND,SAT>')
    for layout, keys in (('', {}), ('-stream', STREAM)):
        file = 'keras3/bnimage_own.keras'
        case(family, f'own-name{layout}', file, **keys)
        case(
            family,
            f'own-model{layout}',
            file,
            granularity='model',
            default_precision='fixed<13,5>',
            backend='Vivado',
            **keys,
        )
        case(family, f'own-type{layout}', file, granularity='type', default_precision='fixed<12,4,RND,SAT>', **keys)
        case(
            family, f'own-types{layout}', file, overrides=each(('bn2', 'bn2s', 'bn1'), **types), input_scale=3.0, **keys
        )
        case(family, f'own-keras2{layout}', 'keras2/bnimage_own.h5', **keys)
        file = 'keras3/bnimage_network.keras'
        case(family, f'network-name{layout}', file, trace=True, **keys)
        case(
            family,
            f'network-model{layout}',
            file,
            granularity='model',
            default_precision='fixed<14,6>',
            backend='Vivado',
            **keys,
        )
        unfused = layers(c2=precision(result='fixed<14,6>'))
        case(family, f'network-unfused{layout}', file, overrides=unfused, trace=True, **keys)
        case(family, f'network-keras2{layout}', 'keras2/bnimage_network.h5', route='files', **keys)
        case(family, f'first-axis{layout}', 'keras3/bnimage_first_axis.keras', **keys)


def add_all():
    moves()
    dense_ranks()
    normalized_images()
