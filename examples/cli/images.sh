#!/usr/bin/env bash
# Handwritten digits as images and as sequences: a convolutional and a recurrent network, parallel and streaming.
#
#     examples/cli/images.sh [FOLDER]
#
# `hlsmith` must be on the path.
set -euo pipefail
models=$(cd "$(dirname "$0")/../models" && pwd)
folder=${1:-$(mktemp -d)}
mkdir -p "$folder"

for model in digits_cnn digits_gru; do
    for io_type in io_parallel io_stream; do
        # Bit-exact predictions, scored against the labels.
        hlsmith predict "$models/$model.keras" --io-type "$io_type" \
            --input "$models/${model}_x_test.npy" --output "$folder/predictions.npy" --labels "$models/${model}_y_test.npy"

        # The project, compiled with g++ and compared with the predictions in every bit.
        hlsmith build "$models/$model.keras" --io-type "$io_type" \
            --input-data "$models/${model}_x_test.npy" --output-dir "$folder/$model-$io_type" --csim
    done

    # What each layer becomes, with the depths of the FIFOs between them.
    hlsmith inspect "$models/$model.keras" --io-type io_stream
done
