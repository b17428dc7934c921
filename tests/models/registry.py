"""The table of models that `make_models.py` writes; the modules beside it fill it."""

# name -> (builder, frameworks, extra Keras 3 formats)
MODELS = {}


def model(keras2=False, keras3=True, h5=False, split=False):
    """Register a builder; its function name is the model's name.

    `h5` and `split` ask for the whole-model HDF5 file and the architecture plus weights pair of Keras 3.  Keras 2
    always writes both.
    """

    def register(builder):
        MODELS[builder.__name__] = (builder, {'keras2': keras2, 'keras3': keras3}, {'h5': h5, 'split': split})
        return builder

    return register
