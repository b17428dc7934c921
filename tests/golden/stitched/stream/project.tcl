set design_name "stream_stitched"
set part "xcvu13p-flga2577-2-e"
set clock_period "5"
set is_streaming "1"
# Parts: name, core and where the core is.
set cores [list \
    [list "graph1" "stream_graph1" "../graph1/stream_graph1_prj/solution1/impl/ip"] \
    [list "graph2" "stream_graph2" "../graph2/stream_graph2_prj/solution1/impl/ip"] \
    [list "graph3" "stream_graph3" "../graph3/stream_graph3_prj/solution1/impl/ip"]]
# Wires: part and port, part and port, number of elements, depth of the FIFO between them.
set wires [list \
    [list "graph1" "layer4_out" "graph2" "rest_input" "6" "0"] \
    [list "graph1" "layer5_out" "graph2" "rest_input_2" "6" "0"] \
    [list "graph1" "layer10_cpy3" "graph2" "product_input" "6" "0"] \
    [list "graph2" "layer12_cpy2" "graph3" "mean_input" "6" "0"] \
    [list "graph1" "layer11_cpy3" "graph3" "mean_input_2" "6" "0"]]
# Ends: port of the design, part and port, number of elements.
set inputs [list \
    [list "inp" "graph1" "inp" "6"]]
set outputs [list \
    [list "layer7_out" "graph2" "layer7_out" "6"] \
    [list "layer8_out" "graph3" "layer8_out" "6"]]
