"""Cases of convolutions."""

from case_list import case, each, joined, layers, precision, slug_of

# model -> its convolutions
CONVOLUTIONS = {
    'conv1d_kernels': ('c1', 'c3', 'c4s', 'c9', 'c11s'),
    'conv1d_strides': ('s2', 's2s', 's3', 'p2', 's4s'),
    'conv1d_lines': ('c1', 'c3', 'c4s', 'c9', 'c11s', 's2', 's2s', 's3', 'p2'),
    'conv1d_chain': ('c1', 'c2', 'c3'),
    'conv1d_bn': ('c1', 'c2'),
    'conv2d_kernels': ('c1', 'c3', 'c3s', 'c24s', 'c56', 'c73s'),
    'conv2d_strides': ('s22', 's22s', 's12', 's21s', 's33', 'p22'),
    'conv2d_lines': ('c1', 'c23', 'c3s', 'c24s', 'c73s', 's22', 's22s', 's12', 's33', 'p22'),
    'conv1d_square': ('c1', 'c2', 'c3', 'c2s2'),
    'conv2d_square': ('c1', 'c2', 'c3', 'c2s2'),
    'conv2d_chain': ('c1', 'c2', 'c3'),
    'conv2d_bn': ('c1', 'c2'),
    'conv2d_thin': ('row', 'rows', 'column', 'columns'),
}
NARROW = precision(
    weight='fixed<8,3,RND,SAT>', bias='fixed<6,2>', accum='fixed<10,4,RND,SAT>', result='fixed<8,4,RND_CONV,SAT>'
)
UNSIGNED = precision(
    weight='ufixed<7,1>', bias='ufixed<6,1>', accum='ufixed<12,4,TRN,SAT>', result='ufixed<8,3,RND,WRAP>'
)
INTEGER = precision(weight='int<4>', bias='int<5>', accum='int<10>', result='int<8>')
WIDE = precision(weight='fixed<20,6>', bias='fixed<18,6>', accum='fixed<40,16>', result='fixed<36,14,RND>')

# Orders of summation show behind accumulators that saturate; the kernels of these models have 12 inputs.
ACCUMULATORS = {
    'sat': ('fixed<10,4,RND,SAT>', 'fixed<10,4>'),
    'sym': ('fixed<9,3,TRN,SAT_SYM>', 'fixed<7,3,RND_CONV,SAT_SYM>'),
    'zero': ('fixed<11,4,RND_CONV,SAT_ZERO>', 'fixed<8,3,RND_ZERO,SAT_ZERO>'),
    'unsigned': ('ufixed<10,4,RND,SAT>', 'ufixed<10,4>'),
}
SCHEDULES = {
    'latency': {'Strategy': 'Latency'},
    'res1': {'Strategy': 'Resource', 'ReuseFactor': 1},
    'res3': {'Strategy': 'Resource', 'ReuseFactor': 3},
    'res6': {'Strategy': 'Resource', 'ReuseFactor': 6},
    'res12': {'Strategy': 'Resource', 'ReuseFactor': 12},
    'res24': {'Strategy': 'Resource', 'ReuseFactor': 24},
    'res5': {'Strategy': 'Resource', 'ReuseFactor': 5},
    'unrolled1': {'Strategy': 'Resource_Unrolled', 'ReuseFactor': 1},
    'unrolled4': {'Strategy': 'Resource_Unrolled', 'ReuseFactor': 4},
}


def spatial(names, strategy, factor):
    """The strategy on all but the pointwise convolutions, for which the peer forgets the corrected reuse factor."""
    pointwise = [name for name in names if name in ('c1', 'p2', 'p22')]
    entry = each([name for name in names if name not in pointwise], Strategy=strategy, ReuseFactor=factor)
    return joined(each(names, **NARROW), entry, each(pointwise, Strategy='Resource'))


def geometries(family, model):
    """Types, layouts and schedules on a model of many geometries."""
    slug, file, names = slug_of(model), f'keras3/{model}.keras', CONVOLUTIONS[model]
    case(family, f'{slug}-name', file)
    case(family, f'{slug}-model', file, granularity='model', default_precision='fixed<14,5>')
    case(family, f'{slug}-type', file, granularity='type', default_precision='fixed<12,4,RND,SAT>', backend='Vivado')
    case(family, f'{slug}-narrow', file, overrides=each(names, **NARROW), input_scale=3.0)
    case(family, f'{slug}-unsigned', file, overrides=each(names, **UNSIGNED), input_scale=2.0)
    case(family, f'{slug}-integer', file, overrides=each(names, **INTEGER), input_kind='integer', input_scale=8.0)
    case(family, f'{slug}-wide', file, overrides=each(names, **WIDE), dtype='float64')
    case(
        family,
        f'{slug}-resource',
        file,
        overrides=each(names, Strategy='Resource', ReuseFactor=2, **NARROW),
        input_scale=3.0,
    )
    for factor in (3, 6):
        case(
            family,
            f'{slug}-resource-spatial-{factor}',
            file,
            overrides=spatial(names, 'Resource', factor),
            input_scale=3.0,
        )
    for factor in (2, 3, 100):
        parallel = each(names, ParallelizationFactor=factor)
        case(
            family, f'{slug}-parallel-{factor}', file, overrides=parallel, backend='Vivado' if factor == 3 else 'Vitis'
        )
    # The padding of a tensor with several readers ends up in front of the wrong ones.
    case(family, f'{slug}-stream', file, io_type='io_stream')


def streams(family, model):
    slug, file, names = slug_of(model), f'keras3/{model}.keras', CONVOLUTIONS[model]
    keys = {'io_type': 'io_stream'}
    case(family, f'{slug}-parallel', file)
    case(family, f'{slug}-name', file, **keys)
    case(family, f'{slug}-model', file, backend='Vivado', granularity='model', default_precision='fixed<13,5>', **keys)
    case(family, f'{slug}-type', file, granularity='type', default_precision='fixed<12,4,RND,SAT>', **keys)
    case(family, f'{slug}-narrow', file, overrides=each(names, **NARROW), input_scale=3.0, **keys)
    case(
        family,
        f'{slug}-narrow-vivado',
        file,
        overrides=each(names, **NARROW),
        input_scale=3.0,
        backend='Vivado',
        **keys,
    )
    case(family, f'{slug}-unsigned', file, overrides=each(names, **UNSIGNED), input_scale=2.0, **keys)
    resource = each(names, Strategy='Resource', ReuseFactor=2, **NARROW)
    case(family, f'{slug}-resource', file, overrides=resource, input_scale=3.0, **keys)
    unrolled = each(names, Strategy='Resource_Unrolled', ReuseFactor=4, **NARROW)
    case(family, f'{slug}-unrolled', file, overrides=unrolled, input_scale=3.0, backend='Vivado', **keys)
    for strategy, factor in (('Resource', 3), ('Resource', 100), ('Resource_Unrolled', 3), ('Resource_Unrolled', 6)):
        name = f'{slug}-{strategy.lower().replace("_", "-")}-spatial-{factor}'
        case(
            family,
            name,
            file,
            overrides=spatial(names, strategy, factor),
            input_scale=3.0,
            backend='Vivado' if factor == 3 else 'Vitis',
            **keys,
        )
    case(family, f'{slug}-keras2', f'keras2/{model}.h5', route='files', **keys)


def schedules(family, model):
    slug, file = slug_of(model), f'keras3/{model}.keras'
    source = layers(inp=precision(result='fixed<10,4,RND,SAT>'))
    for position, (accumulator, (accum, result)) in enumerate(ACCUMULATORS.items()):
        types = precision(weight='fixed<8,3,RND,SAT>', bias='fixed<6,2>', accum=accum, result=result)
        for number, (schedule, entry) in enumerate(SCHEDULES.items()):
            # Every schedule meets two of the accumulators, once in parallel and once in a stream.
            if (number + position) % 2 and schedule != 'latency':
                continue
            overrides = joined(source, layers(c={**entry, **types}))
            keys = {'io_type': 'io_stream'} if position >= 2 else {}
            backend = 'Vivado' if number % 2 else 'Vitis'
            case(
                family,
                f'{slug}-{accumulator}-{schedule}',
                file,
                overrides=overrides,
                input_scale=3.0,
                backend=backend,
                **keys,
            )


def implementations(family, model):
    """The encoded implementation of streams, which only the Vivado backend has."""
    slug, file, names = slug_of(model), f'keras3/{model}.keras', CONVOLUTIONS[model]
    encoded = each(names, ConvImplementation='Encoded')
    case(family, f'{slug}-encoded', file, overrides=encoded, backend='Vivado', io_type='io_stream')
    narrow = each(names, ConvImplementation='Encoded', Strategy='Resource', ReuseFactor=2, **NARROW)
    case(
        family, f'{slug}-encoded-narrow', file, overrides=narrow, backend='Vivado', io_type='io_stream', input_scale=3.0
    )
    case(family, f'{slug}-encoded-vitis', file, overrides=encoded, io_type='io_stream')
    case(family, f'{slug}-encoded-parallel', file, overrides=encoded, backend='Vivado')
    whole = {'Model': {'ConvImplementation': 'Encoded'}}
    case(
        family,
        f'{slug}-encoded-whole',
        file,
        granularity='model',
        overrides=whole,
        backend='Vivado',
        io_type='io_stream',
    )


def chains(family, *models):
    for model in models:
        slug, file, names = slug_of(model), f'keras3/{model}.keras', CONVOLUTIONS[model]
        case(family, f'{slug}-name', file, trace=True)
        case(family, f'{slug}-model', file, granularity='model', default_precision='fixed<14,5,RND,SAT>')
        case(family, f'{slug}-stream', file, io_type='io_stream', trace=True)
        case(family, f'{slug}-narrow', file, overrides=each(names, **NARROW), trace=True)
        resource = {'Model': {'Strategy': 'Resource'}}
        case(
            family,
            f'{slug}-resource',
            file,
            granularity='model',
            default_reuse_factor=3,
            overrides=resource,
            backend='Vivado',
        )
        case(
            family,
            f'{slug}-resource-stream',
            file,
            granularity='model',
            default_reuse_factor=4,
            overrides=resource,
            io_type='io_stream',
        )


def refusals(family, *models):
    for model in models:
        slug, file = slug_of(model), f'keras3/{model}.keras'
        case(family, f'{slug}-name', file)
        case(family, f'{slug}-stream', file, io_type='io_stream')


def of_keras2(family, *models):
    for model in models:
        slug = slug_of(model)
        case(family, f'{slug}-keras2', f'keras2/{model}.h5')
        case(family, f'{slug}-keras2-whole-file', f'keras2/{model}.h5', route='files', granularity='model')
        case(family, f'{slug}-keras2-split-files', f'keras2/{model}.json', route='files', io_type='io_stream')


def add_all():
    for family in ('conv1d', 'conv2d'):
        geometries(family, f'{family}_kernels')
        geometries(family, f'{family}_strides')
        streams(family, f'{family}_lines')
        chains(family, f'{family}_chain', f'{family}_bn')
        schedules(family, f'{family}_single')
        implementations(family, f'{family}_square')
        of_keras2(family, *(f'{family}_{name}' for name in ('kernels', 'strides', 'chain')))
        for ending in ('h5', 'json'):
            case(family, f'kernels-{ending}', f'keras3/{family}_kernels.{ending}')
    for schedule in ('latency', 'res3', 'unrolled1'):
        case(
            'conv2d',
            f'pointwise-{schedule}',
            'keras3/conv2d_pointwise.keras',
            overrides=layers(c={**SCHEDULES[schedule], **NARROW}),
            input_scale=3.0,
        )
        case(
            'conv2d',
            f'pointwise-{schedule}-stream',
            'keras3/conv2d_pointwise.keras',
            overrides=layers(c={**SCHEDULES[schedule], **NARROW}),
            input_scale=3.0,
            io_type='io_stream',
            backend='Vivado',
        )
    case('conv2d', 'thin-name', 'keras3/conv2d_thin.keras')
    case(
        'conv2d',
        'thin-narrow',
        'keras3/conv2d_thin.keras',
        overrides=each(CONVOLUTIONS['conv2d_thin'], **NARROW),
        input_scale=3.0,
    )
    refusals('conv1d', 'conv1d_causal', 'conv1d_dilated')
    refusals('conv2d', 'conv2d_dilated', 'conv2d_first')
    # The peer's program reads past the end of the weights.
    for family in ('conv1d', 'conv2d'):
        case(family, 'grouped-name', f'keras3/{family}_grouped.keras', stop_after='convert')
