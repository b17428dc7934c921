"""Cases of models with quantizers of HGQ2 and of proxies of HGQ."""

from case_list import case

# Recorded models of `tests/reference/hgq`, and the environment that loads them.
MODELS = {
    'keras3': (
        'dense_kif_sat_rnd_tensor',
        'dense_kif_sat_trn_elements',
        'dense_kbi_wrap_trn_elements',
        'dense_kbi_wrap_rnd_tensor',
        'dense_kbi_sat_sym_rnd_elements',
        'conv_1d_channels',
        'conv_2d_channels',
        'conv_2d_elements',
        'cnn_channels',
        'normalised_channels',
        'einsum_dense_channels',
        'last_axis_channels',
        'standalone_elements',
        'pooled_channels',
        'shared_channels',
        'softmax_channels',
        'three_tensor',
    ),
    'keras2': (
        'proxy_dense',
        'proxy_dense_saturating',
        'proxy_dense_tensor',
        'proxy_dense_batch_norm',
        'proxy_table_sigmoid',
        'proxy_added',
        'proxy_joined',
        'proxy_conv_2d',
        'proxy_conv_1d',
        'proxy_pooled',
    ),
}


def add_all():
    for framework, models in MODELS.items():
        for model in models:
            is_archive = framework == 'keras3' or model in ('proxy_dense_saturating', 'proxy_conv_2d_batch_norm')
            suffix = 'keras' if is_archive else 'h5'
            case(
                'hgq',
                model.replace('_', '-'),
                f'../reference/hgq/{model}.{suffix}',
                framework=framework,
                granularity='model',
                input_scale=2.0,
                n_samples=24,
            )
