PROJECT := latency
KERNEL := latency_axi.xo
