PROJECT := convolutions
KERNEL := convolutions_axi.xo
