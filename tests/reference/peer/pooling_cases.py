"""Cases of pooling."""

from case_list import case, each, joined, layers, precision, slug_of

FAMILY = 'pool'
# model -> its poolings
POOLINGS = {
    'pool_max1d': ('p2', 'p3s1', 'p3s2s', 'p4s3s', 'p7', 'p2s3'),
    'pool_avg1d': ('p2', 'p3s1', 'p3s2s', 'p4s3s', 'p7', 'p2s3'),
    'pool_max2d': ('p22', 'p33s1', 'p22s', 'p23s12s', 'p32s2s', 'p51'),
    'pool_avg2d': ('p22', 'p33s1', 'p22s', 'p23s12s', 'p32s2s', 'p51'),
    'pool_tiles': ('m22', 'm13', 'm52', 'a22', 'a13', 'a52'),
    'pool_segments': ('m2', 'm3', 'a4', 'a5'),
    'pool_global': ('m2', 'a2', 'm1', 'a1'),
}
# slug -> types of the input, of the accumulator and of the result
TYPES = {
    'narrow': ('fixed<8,3,RND,SAT>', 'fixed<8,4,RND,SAT>', 'fixed<7,3,RND_CONV,SAT>'),
    'wrap': ('fixed<8,3>', 'fixed<6,3>', 'fixed<5,2>'),
    'sym': ('fixed<9,4,RND,SAT_SYM>', 'fixed<7,4,RND_INF,SAT_SYM>', 'fixed<6,3,RND_ZERO,SAT_SYM>'),
    'unsigned': ('ufixed<8,3,RND,SAT>', 'ufixed<10,5>', 'ufixed<7,3,TRN,SAT>'),
    'integer': ('int<6>', 'int<9>', 'int<5>'),
    'wide': ('fixed<30,10>', 'fixed<40,14>', 'fixed<36,12>'),
}
PARALLEL = ('pool_max1d', 'pool_avg1d', 'pool_max2d', 'pool_avg2d')
STREAM = ('pool_tiles', 'pool_segments', 'pool_global')


def typed(model, slug):
    source, accum, result = TYPES[slug]
    inputs = {'inp': precision(result=source)}
    if model == 'pool_global':
        inputs['seq'] = precision(result=source)
    return joined(layers(**inputs), each(POOLINGS[model], **precision(accum=accum, result=result)))


def add_all():
    for model in POOLINGS:
        slug, file = slug_of(model), f'keras3/{model}.keras'
        case(FAMILY, f'{slug}-name', file)
        case(
            FAMILY,
            f'{slug}-model',
            file,
            granularity='model',
            default_precision='fixed<12,4,RND,SAT>',
            backend='Vivado',
        )
        for types in TYPES:
            wide = {'dtype': 'float64'} if types == 'wide' else {}
            case(FAMILY, f'{slug}-{types}', file, overrides=typed(model, types), input_scale=3.0, **wide)
        if model in STREAM:
            case(FAMILY, f'{slug}-stream', file, io_type='io_stream')
            case(
                FAMILY,
                f'{slug}-stream-model',
                file,
                io_type='io_stream',
                granularity='model',
                default_precision='fixed<10,4>',
                backend='Vivado',
            )
            for types in ('narrow', 'wrap', 'unsigned'):
                case(
                    FAMILY,
                    f'{slug}-stream-{types}',
                    file,
                    overrides=typed(model, types),
                    input_scale=3.0,
                    io_type='io_stream',
                )
    for model in ('pool_tiles', 'pool_segments'):
        overrides = each(POOLINGS[model], ConvImplementation='Encoded')
        file = f'keras3/{model}.keras'
        case(FAMILY, f'{slug_of(model)}-encoded', file, overrides=overrides, io_type='io_stream', backend='Vivado')
    for model in ('pool_overlap1d', 'pool_average_overlap1d', 'pool_overlap2d', 'pool_padded2d'):
        slug, file = slug_of(model), f'keras3/{model}.keras'
        case(FAMILY, f'{slug}-stream', file, io_type='io_stream')
        case(FAMILY, f'{slug}-stream-vivado', file, io_type='io_stream', backend='Vivado', granularity='model')
    case(
        FAMILY,
        'overlap1d-encoded',
        'keras3/pool_overlap1d.keras',
        overrides=layers(p={'ConvImplementation': 'Encoded'}),
        io_type='io_stream',
        backend='Vivado',
    )
    case(FAMILY, 'global-kept-name', 'keras3/pool_global_kept.keras')
    case(FAMILY, 'global-kept-stream', 'keras3/pool_global_kept.keras', io_type='io_stream', granularity='model')
    for model in ('pool_network', 'pool_network1d'):
        slug, file = slug_of(model), f'keras3/{model}.keras'
        case(FAMILY, f'{slug}-name', file, trace=True)
        case(FAMILY, f'{slug}-model', file, granularity='model', default_precision='fixed<14,5,RND,SAT>')
        case(FAMILY, f'{slug}-stream', file, io_type='io_stream', trace=True)
        case(FAMILY, f'{slug}-stream-vivado', file, io_type='io_stream', granularity='model', backend='Vivado')
        case(
            FAMILY,
            f'{slug}-encoded',
            file,
            granularity='model',
            overrides={'Model': {'ConvImplementation': 'Encoded'}},
            io_type='io_stream',
            backend='Vivado',
        )
        resource = {'Model': {'Strategy': 'Resource'}}
        case(FAMILY, f'{slug}-resource', file, granularity='model', default_reuse_factor=3, overrides=resource)
        case(
            FAMILY,
            f'{slug}-resource-stream',
            file,
            granularity='model',
            default_reuse_factor=3,
            overrides=resource,
            io_type='io_stream',
        )
        case(FAMILY, f'{slug}-keras2', f'keras2/{model}.h5', trace=True)
        case(
            FAMILY,
            f'{slug}-keras2-stream',
            f'keras2/{model}.h5',
            route='files',
            io_type='io_stream',
            granularity='model',
        )
    for model in (*PARALLEL, 'pool_global', 'pool_global_kept'):
        case(FAMILY, f'{slug_of(model)}-keras2', f'keras2/{model}.h5', route='files')
    for model in ('pool_max2d', 'pool_avg2d'):
        case(FAMILY, f'{slug_of(model)}-h5', f'keras3/{model}.h5')
