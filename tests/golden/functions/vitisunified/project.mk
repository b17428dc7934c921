PROJECT := functions
KERNEL := functions_axi.xo
