"""Cases of depthwise and separable convolutions."""

from case_list import case, each, layers, precision, slug_of

LAYERS = {
    'depthwise_image': ('d1', 'd23', 'd3s', 'd73s', 'd3t', 'd3ts'),
    'depthwise_rows': ('d1', 'd3', 'd4s', 'd3t', 'd2ts'),
    'separable_image': ('s1', 's23', 's3s', 's3t', 's3ts'),
    'separable_rows': ('s1', 's3', 's4s', 's3t'),
}
STREAM = {'io_type': 'io_stream'}
# slug -> entries of a depthwise layer
DEPTHWISE_TYPES = {
    'narrow': precision(
        weight='fixed<8,3,RND,SAT>', bias='fixed<6,2>', accum='fixed<9,4,RND,SAT>', result='fixed<8,4,RND_CONV,SAT>'
    ),
    'unsigned': precision(
        weight='ufixed<7,1>', bias='ufixed<6,1>', accum='ufixed<12,4,TRN,SAT>', result='ufixed<8,3,RND,WRAP>'
    ),
    'integer': precision(weight='int<4>', bias='int<5>', accum='int<10>', result='int<8>'),
    'wrap': precision(accum='fixed<10,3>', result='fixed<7,2>'),
}
# slug -> entries of a separable layer
SEPARABLE_TYPES = {
    'narrow': precision(
        depthwise='fixed<8,3,RND,SAT>',
        pointwise='fixed<7,3>',
        bias='fixed<6,2>',
        depthwise_accum='fixed<10,4,RND,SAT>',
        depthwise_result='fixed<9,4,RND,SAT>',
        pointwise_accum='fixed<11,5,TRN,SAT>',
        result='fixed<8,4,RND_CONV,SAT>',
    ),
    'unsigned': precision(
        depthwise='ufixed<7,1>',
        pointwise='ufixed<7,1>',
        bias='ufixed<6,1>',
        depthwise_result='ufixed<10,4>',
        result='ufixed<8,3,RND,WRAP>',
    ),
    'results': precision(depthwise_result='fixed<10,4>', result='fixed<12,5,RND,SAT>'),
    'accumulators': precision(depthwise_accum='fixed<10,4>', pointwise_accum='fixed<12,5,RND>'),
}


def geometries(family, model, framework, ending, types):
    slug, file, names = slug_of(model), f'{framework}/{model}.{ending}', LAYERS[model]
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
        case(family, f'{slug}-type{layout}', file, granularity='type', default_precision='fixed<12,4,RND,SAT>', **keys)
        for kind, entry in types.items():
            case(family, f'{slug}-{kind}{layout}', file, overrides=each(names, **entry), input_scale=3.0, **keys)
        resource = each(names, Strategy='Resource', ReuseFactor=2, **types['narrow'])
        case(family, f'{slug}-resource{layout}', file, overrides=resource, input_scale=3.0, **keys)
        unrolled = each(names, Strategy='Resource_Unrolled', ReuseFactor=2, **types['narrow'])
        case(family, f'{slug}-unrolled{layout}', file, overrides=unrolled, input_scale=3.0, backend='Vivado', **keys)
    case(family, f'{slug}-parallel', file, overrides=each(names, ParallelizationFactor=3))
    case(
        family,
        f'{slug}-resource-3-stream',
        file,
        overrides=each(names, Strategy='Resource', ReuseFactor=3, **types['narrow']),
        backend='Vivado',
        **STREAM,
    )


def chain(family, framework, ending):
    file = f'{framework}/{family}_chain.{ending}'
    case(family, f'chain-{framework}-name', file, trace=True)
    case(family, f'chain-{framework}-model', file, granularity='model', default_precision='fixed<14,5,RND,SAT>')
    case(family, f'chain-{framework}-stream', file, trace=True, **STREAM)


def add_all():
    for model in ('depthwise_image', 'depthwise_rows'):
        geometries('depthwise', model, 'keras3', 'keras', DEPTHWISE_TYPES)
        case('depthwise', f'{slug_of(model)}-keras2', f'keras2/{model}.h5')
        case('depthwise', f'{slug_of(model)}-keras2-files', f'keras2/{model}.json', route='files', granularity='model')
    chain('depthwise', 'keras3', 'keras')
    chain('depthwise', 'keras2', 'h5')
    for model in ('separable_image', 'separable_rows'):
        geometries('separable', model, 'keras2', 'h5', SEPARABLE_TYPES)
        case('separable', f'{slug_of(model)}-keras3', f'keras3/{model}.keras')
        case('separable', f'{slug_of(model)}-files', f'keras2/{model}.json', route='files')
    chain('separable', 'keras2', 'h5')
    for family in ('depthwise', 'separable'):
        for layout, keys in (('', {}), ('-stream', STREAM)):
            case(family, f'multiplied{layout}', f'keras2/{family}_multiplied.h5', **keys)
    case('depthwise', 'multiplied-keras3', 'keras3/depthwise_multiplied.keras')
    case('separable', 'chain-keras3', 'keras3/separable_chain.keras')
    reuse = layers(s1={'ReuseFactor': 2, 'DepthwiseReuseFactor': 2, 'PointwiseReuseFactor': 3, 'Strategy': 'Resource'})
    case('separable', 'chain-reuse-stream', 'keras2/separable_chain.h5', overrides=reuse, **STREAM)
