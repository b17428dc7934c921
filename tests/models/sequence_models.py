"""Tiny models of recurrent layers and of layers that repeat over time."""

from registry import model

# The first model of each recurrence is the smallest; the tables below give the layers by name.


def recurrences(k, kind, **extra):
    """The last step, all steps, other activations and no bias, each on an input of its own."""
    layer = getattr(k, kind)
    a, b, c, d = (k.Input((4, 3), name=f'in_{name}') for name in ('last', 'steps', 'relu', 'bare'))
    outputs = [
        layer(2, name='last', **extra)(a),
        layer(3, return_sequences=True, name='steps', **extra)(b),
        layer(2, activation='relu', name='relu', **extra)(c),
        layer(2, use_bias=False, recurrent_activation='tanh', return_sequences=True, name='bare', **extra)(d),
    ]
    return k.func([a, b, c, d], outputs)


@model(keras2=True, h5=True, split=True)
def lstm_single(k):
    return k.seq((3, 4), k.LSTM(4, name='rnn'))


@model(keras2=True)
def lstm_kinds(k):
    return recurrences(k, 'LSTM')


@model(keras2=True)
def lstm_one_step(k):
    return k.seq((1, 2), k.LSTM(3, return_sequences=True, name='rnn'))


@model(keras2=True)
def lstm_network(k):
    return k.seq(
        (4, 3),
        k.LSTM(4, return_sequences=True, name='rnn1'),
        k.LSTM(3, name='rnn2'),
        k.Dense(2, activation='relu', name='fc1'),
        k.Dense(2, activation='softmax', name='fc2'),
    )


@model(keras2=True)
def lstm_backwards(k):
    return k.seq((4, 2), k.LSTM(3, go_backwards=True, return_sequences=True, name='rnn'))


@model(keras2=True)
def lstm_state(k):
    x = k.Input((3, 2), name='inp')
    h, last, cell = k.LSTM(2, return_state=True, name='rnn')(x)
    return k.func(x, [h, last, cell])


@model(keras2=True)
def lstm_initial(k):
    x, h, c = k.Input((3, 2), name='inp'), k.Input((2,), name='in_h'), k.Input((2,), name='in_c')
    return k.func([x, h, c], k.LSTM(2, name='rnn')(x, initial_state=[h, c]))


@model(keras2=True)
def lstm_hard(k):
    return k.seq((3, 2), k.LSTM(2, recurrent_activation='hard_sigmoid', name='rnn'))


@model(keras2=True)
def lstm_forgets(k):
    return k.seq((3, 2), k.LSTM(2, activation='elu', name='rnn'))


@model(keras2=True)
def lstm_stateful(k):
    x = k.Input(batch_shape=(1, 3, 2), name='inp')
    return k.func(x, k.LSTM(2, stateful=True, name='rnn')(x))


@model(keras2=True)
def gru_stateful(k):
    x = k.Input(batch_shape=(1, 3, 2), name='inp')
    return k.func(x, k.GRU(3, stateful=True, return_sequences=True, name='rnn')(x))


@model(keras2=True, h5=True, split=True)
def gru_single(k):
    return k.seq((3, 4), k.GRU(4, name='rnn'))


@model(keras2=True)
def gru_kinds(k):
    return recurrences(k, 'GRU')


@model(keras2=True)
def gru_reset_before(k):
    return recurrences(k, 'GRU', reset_after=False)


@model(keras2=True)
def gru_one_step(k):
    return k.seq((1, 2), k.GRU(3, return_sequences=True, name='rnn'))


@model(keras2=True)
def gru_network(k):
    return k.seq(
        (4, 3),
        k.GRU(4, return_sequences=True, name='rnn1'),
        k.GRU(3, name='rnn2'),
        k.Dense(2, activation='relu', name='fc1'),
        k.Dense(2, activation='softmax', name='fc2'),
    )


@model(keras2=True)
def gru_backwards(k):
    return k.seq((4, 2), k.GRU(3, go_backwards=True, return_sequences=True, name='rnn'))


@model(keras2=True)
def gru_state(k):
    x = k.Input((3, 2), name='inp')
    h, last = k.GRU(2, return_state=True, name='rnn')(x)
    return k.func(x, [h, last])


@model(keras2=True)
def gru_initial(k):
    x, h = k.Input((3, 2), name='inp'), k.Input((2,), name='in_h')
    return k.func([x, h], k.GRU(2, name='rnn')(x, initial_state=h))


@model(keras2=True)
def simplernn_single(k):
    return k.seq((3, 4), k.SimpleRNN(4, name='rnn'))


# Both directions.


@model(keras2=True)
def bidirectional_lstm(k):
    return k.seq((4, 3), k.Bidirectional(k.LSTM(2), name='rnn'))


@model(keras2=True)
def bidirectional_lstm_steps(k):
    return k.seq((4, 3), k.Bidirectional(k.LSTM(2, return_sequences=True), name='rnn'))


@model(keras2=True)
def bidirectional_gru(k):
    return k.seq((4, 3), k.Bidirectional(k.GRU(3), name='rnn'))


@model(keras2=True)
def bidirectional_gru_steps(k):
    return k.seq((4, 3), k.Bidirectional(k.GRU(2, return_sequences=True), name='rnn'))


@model(keras2=True)
def bidirectional_mixed(k):
    forward = k.LSTM(2, return_sequences=True, name='ahead')
    backward = k.GRU(3, return_sequences=True, go_backwards=True, name='back')
    return k.seq((4, 3), k.Bidirectional(forward, backward_layer=backward, name='rnn'))


@model(keras2=True)
def bidirectional_sum(k):
    return k.seq((4, 3), k.Bidirectional(k.LSTM(2), merge_mode='sum', name='rnn'))


@model(keras2=True)
def bidirectional_network(k):
    return k.seq(
        (4, 3),
        k.Bidirectional(k.GRU(2, return_sequences=True), name='rnn1'),
        k.Bidirectional(k.LSTM(2), name='rnn2'),
        k.Dense(2, name='fc'),
    )


# The same layer at every step.


@model(keras2=True)
def timed_dense(k):
    return k.seq(
        (3, 4),
        k.TimeDistributed(k.Dense(2, activation='relu', name='fa'), name='td1'),
        k.Flatten(name='flat'),
        k.Dense(2, name='fc'),
    )


@model(keras2=True)
def timed_rows(k):
    return k.seq(
        (3, 4, 2),
        k.TimeDistributed(k.Conv1D(3, 2, name='ca'), name='td1'),
        k.TimeDistributed(k.Flatten(name='fl'), name='td2'),
        k.TimeDistributed(k.Dense(2, name='fa'), name='td3'),
    )


@model(keras2=True)
def timed_images(k):
    return k.seq(
        (2, 4, 4, 1),
        k.TimeDistributed(k.Conv2D(2, 2, activation='relu', name='ca'), name='td1'),
        k.TimeDistributed(k.MaxPooling2D(2, name='pa'), name='td2'),
        k.TimeDistributed(k.GlobalAveragePooling2D(name='ga'), name='td3'),
        k.GRU(2, name='rnn'),
    )


@model(keras2=True)
def timed_convolved(k):
    return k.seq(
        (2, 5, 2),
        k.TimeDistributed(k.Conv1D(3, 2, activation='relu', name='ca'), name='td1'),
        k.TimeDistributed(k.MaxPooling1D(2, name='pa'), name='td2'),
        k.Flatten(name='flat'),
        k.Dense(2, name='fc'),
    )


@model(keras2=True)
def timed_pictures(k):
    return k.seq(
        (2, 4, 4, 1),
        k.TimeDistributed(k.Conv2D(2, 3, padding='same', name='ca'), name='td1'),
        k.TimeDistributed(k.AveragePooling2D(2, name='pa'), name='td2'),
    )


@model(keras2=True)
def timed_steps(k):
    """Nothing but the distributed layers."""
    return k.seq(
        (3, 4),
        k.TimeDistributed(k.Dense(3, name='fa'), name='td1'),
        k.TimeDistributed(k.Dense(2, name='fb'), name='td2'),
    )
