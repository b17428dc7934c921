"""QKeras 0.9 as it runs with TensorFlow 2.14."""


def package():
    """The package; its recurrent and transposed layers ask TensorFlow for functions where they were before 2.13."""
    import qkeras
    import qkeras.utils
    from tensorflow.python.ops import array_ops, array_ops_stack
    from tensorflow.python.util import nest

    if not hasattr(nest, 'is_sequence'):
        nest.is_sequence = nest.is_nested
    if not hasattr(array_ops, 'stack'):
        array_ops.stack = array_ops_stack.stack
    return qkeras
