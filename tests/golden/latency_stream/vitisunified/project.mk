PROJECT := latency_stream
KERNEL := latency_stream_axi.xo
