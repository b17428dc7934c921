PROJECT := recurrent
KERNEL := recurrent_axi.xo
