"""QKeras 0.9 as it runs with TensorFlow 2.14."""


def package():
    """The package; its recurrent layers ask TensorFlow for a function under the name that it had before 2.13."""
    import qkeras
    import qkeras.utils
    from tensorflow.python.util import nest

    if not hasattr(nest, 'is_sequence'):
        nest.is_sequence = nest.is_nested
    return qkeras
