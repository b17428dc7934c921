# Logic synthesis of the generated Verilog, for resource numbers closer to the device than those of HLS.

cd [file dirname [file normalize [info script]]]
source project.tcl

add_files ${project_name}_prj/solution1/syn/verilog
synth_design -top $project_name -part $part
opt_design -retarget -propconst -sweep -bram_power_opt -shift_register_opt
report_utilization -file vivado_synth.rpt
