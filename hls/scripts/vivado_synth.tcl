# Logic synthesis of the generated Verilog, for resource numbers closer to the device than those of HLS.

cd [file dirname [file normalize [info script]]]
source project.tcl

# The folder of the HLS compiler is a solution of the project, or that of v++.
add_files [glob -types d "${project_name}_prj/{solution1,hls}/syn/verilog"]
synth_design -top $project_name -part $part
opt_design -retarget -propconst -sweep -bram_power_opt -shift_register_opt
report_utilization -file vivado_synth.rpt
