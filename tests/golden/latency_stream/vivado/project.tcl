set project_name "latency_stream"
set top_name "latency_stream"
set clock_period "5"
set backend "vivado"
set part "xcvu13p-flga2577-2-e"
set clock_uncertainty "12.5%"
set version "1.0.0"
set solution_options [list]
set solution_commands [list "config_array_partition -maximum_size 4096"]
