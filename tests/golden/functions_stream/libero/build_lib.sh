#!/bin/bash
PROJECT=functions_stream
STAMP=98be9e30
TYPES=firmware/ap_types

# Compiles the emulation library of the project with a C++17 compiler, g++ unless CXX names another.
# The library is bound to this folder, where it reads the weights.

set -e
# The output of `dirname` would lose line ends of the name.
case $0 in
    */*) cd -- "${0%/*}/" ;;
esac

CXX=${CXX:-g++}
weights=$PWD/firmware/weights
weights=${weights//\\/\\\\}
weights=${weights//\"/\\\"}
weights=${weights//$'\n'/\\n}
flags=(-std=c++17 -O3 -fPIC -shared -Wno-unknown-pragmas "-I$TYPES" "-DWEIGHTS_DIR=\"$weights\"")
# Each library keeps its own state when a program loads several.
if "$CXX" -fno-gnu-unique -fsyntax-only -x c++ /dev/null 2>/dev/null; then
    flags+=(-fno-gnu-unique)
fi

"$CXX" "${flags[@]}" "firmware/$PROJECT.cpp" "${PROJECT}_bridge.cpp" -o "firmware/$PROJECT-$STAMP.so"
