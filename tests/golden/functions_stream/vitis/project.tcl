set project_name "functions_stream"
set top_name "functions_stream"
set clock_period "5"
set backend "vitis"
set part "xcvu13p-flga2577-2-e"
set clock_uncertainty "27%"
set version "1.0.0"
set solution_options [list "-flow_target" "vivado"]
set solution_commands [list]
