# Builds the bitstream of the board: processors, a DMA engine that moves words to the core and back, and the core.
#
# project.tcl names project, part, board and what the processors are. The core is what build_prj.tcl has exported.

cd [file dirname [file normalize [info script]]]
source project.tcl

set core ${project_name}_axi
set folder ${project_name}_vivado_accelerator

create_project -force project_1 $folder -part $part
set boards [get_board_parts -quiet $board_pattern]
if {[llength $boards] > 0} {
    set_property board_part [lindex $boards end] [current_project]
} else {
    puts "WARNING: Vivado has no description of the board $board; the processors keep the settings of their part"
}
set_property ip_repo_paths ${project_name}_prj [current_project]
update_ip_catalog

proc cell {name kind} {
    set definitions [lsort -dictionary [get_ipdefs -all -filter "NAME == $kind"]]
    if {[llength $definitions] == 0} {
        puts stderr "ERROR: there is no core $kind; run build with export=1 first"
        exit 1
    }
    return [create_bd_cell -type ip -vlnv [lindex $definitions end] $name]
}

create_bd_design design_1
set processors [cell processors $processors_ip]
set options {make_external "FIXED_IO, DDR" apply_board_preset "1"}
if {$processors_ip eq "zynq_ultra_ps_e"} {
    set options {apply_board_preset "1"}
}
apply_bd_automation -rule xilinx.com:bd_rule:$processors_rule -config $options $processors
set_property -dict $processors_settings $processors

set dma [cell axi_dma_0 axi_dma]
set_property -dict [list \
    CONFIG.c_include_sg 0 \
    CONFIG.c_sg_length_width 26 \
    CONFIG.c_m_axis_mm2s_tdata_width $input_bits \
    CONFIG.c_m_axi_mm2s_data_width [expr {max(32, $input_bits)}] \
    CONFIG.c_s_axis_s2mm_tdata_width $output_bits \
    CONFIG.c_m_axi_s2mm_data_width [expr {max(32, $output_bits)}] \
] $dma
set network [cell network $core]
connect_bd_intf_net [get_bd_intf_pins axi_dma_0/M_AXIS_MM2S] [get_bd_intf_pins network/axi_in]
connect_bd_intf_net [get_bd_intf_pins network/axi_out] [get_bd_intf_pins axi_dma_0/S_AXIS_S2MM]

apply_bd_automation -rule xilinx.com:bd_rule:axi4 \
    -config [list Master "/processors/$control_port" Clk Auto] [get_bd_intf_pins axi_dma_0/S_AXI_LITE]
foreach port {M_AXI_MM2S M_AXI_S2MM} {
    apply_bd_automation -rule xilinx.com:bd_rule:axi4 \
        -config [list Master "/axi_dma_0/$port" Slave "/processors/$memory_port" Clk Auto] \
        [get_bd_intf_pins [expr {$port eq "M_AXI_MM2S" ? "processors/$memory_port" : "axi_dma_0/$port"}]]
}
apply_bd_automation -rule xilinx.com:bd_rule:clkrst -config {Clk Auto} [get_bd_pins network/ap_clk]

assign_bd_address
validate_bd_design
save_bd_design
set wrapper [make_wrapper -files [get_files design_1.bd] -top]
add_files -norecurse $wrapper
set_property top design_1_wrapper [current_fileset]

launch_runs impl_1 -to_step write_bitstream -jobs 4
wait_on_run impl_1
if {[get_property PROGRESS [get_runs impl_1]] ne "100%"} {
    puts stderr "ERROR: the implementation has failed"
    exit 1
}
open_run impl_1
report_utilization -hierarchical -hierarchical_percentages -file util.rpt
file copy -force $folder/project_1.runs/impl_1/design_1_wrapper.bit driver/design.bit
file copy -force [lindex [glob $folder/project_1.*/sources_1/bd/design_1/hw_handoff/design_1.hwh] 0] driver/design.hwh
exit
