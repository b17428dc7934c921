set design_name "latency_stitched"
set part "xcvu13p-flga2577-2-e"
set clock_period "5"
set is_streaming "0"
# Parts: name, core and where the core is.
set cores [list \
    [list "graph1" "latency_graph1" "../graph1/latency_graph1_prj/solution1/impl/ip"] \
    [list "graph2" "latency_graph2" "../graph2/latency_graph2_prj/solution1/impl/ip"]]
# Wires: part and port, part and port, number of elements, depth of the FIFO between them.
set wires [list \
    [list "graph1" "layer3_out" "graph2" "fc2_input" "4" "0"]]
# Ends: port of the design, part and port, number of elements.
set inputs [list \
    [list "x" "graph1" "x" "3"]]
set outputs [list \
    [list "layer5_out" "graph2" "layer5_out" "3"]]
