PROJECT := functions_stream
KERNEL := functions_stream_axi.xo
