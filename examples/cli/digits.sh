#!/usr/bin/env bash
# Handwritten digits on the command line: configuration, layers, predictions, project, check.
#
#     examples/cli/digits.sh [FOLDER]
#
# `hlsmith` must be on the path.
set -euo pipefail
models=$(cd "$(dirname "$0")/../models" && pwd)
folder=${1:-$(mktemp -d)}
mkdir -p "$folder"

# A starting configuration to edit: automatic precision, one entry a layer.
hlsmith config "$models/digits.keras" --output "$folder/digits.yml"

# What each layer becomes.
hlsmith inspect "$models/digits.keras" --config "$folder/digits.yml"

# Bit-exact predictions, scored against the labels.
hlsmith predict "$models/digits.keras" --config "$folder/digits.yml" \
    --input "$models/digits_x_test.npy" --output "$folder/predictions.npy" --labels "$models/digits_y_test.npy"

# The project, compiled with g++ and compared with the predictions in every bit.
hlsmith build "$models/digits.keras" --config "$folder/digits.yml" \
    --input-data "$models/digits_x_test.npy" --output-dir "$folder/project" --csim
