# Builds the project with Vivado HLS or Vitis HLS.
#
# project.tcl names project, part, clock and the options that differ between the tools. The steps to run are given as
# words key=value on the command line or in build_opt.tcl.

cd [file dirname [file normalize [info script]]]
source project.tcl
source steps.tcl

array set opt {
    reset      0
    csim       1
    synth      1
    cosim      1
    validation 1
    export     0
    vsynth     0
    fifo_opt   0
}
read_steps
if {$opt(fifo_opt)} {
    puts stderr "ERROR: FIFO depths exist in projects with io_stream only"
    exit 1
}

set cflags "-std=c++0x"
set reset_options [expr {$opt(reset) ? "-reset" : ""}]
file mkdir tb_data

open_project {*}$reset_options ${project_name}_prj
set_top $top_name
add_files firmware/${project_name}.cpp -cflags $cflags
if {[file exists firmware/${project_name}_axi.cpp]} {
    add_files firmware/${project_name}_axi.cpp -cflags $cflags
}
add_files -tb ${project_name}_test.cpp -cflags $cflags
if {[file isdirectory firmware/weights]} {
    add_files -tb firmware/weights
}
add_files -tb tb_data
open_solution {*}$reset_options {*}$solution_options solution1
foreach command $solution_commands {
    {*}$command
}
config_compile -name_max_length 80
set_part $part
config_schedule -enable_dsp_full_reg=false
create_clock -period $clock_period -name default
set_clock_uncertainty $clock_uncertainty default

if {$opt(csim)} {
    step "C SIMULATION" {
        csim_design
    }
}

if {$opt(synth)} {
    step "C/RTL SYNTHESIS" {
        csynth_design
    }
}

if {$opt(cosim)} {
    step "C/RTL SIMULATION" {
        add_files -tb ${project_name}_test.cpp -cflags "$cflags -DRTL_SIM"
        # Waveforms of a whole network are slow to record and hardly ever looked at.
        cosim_design -trace_level none
    }
}

if {$opt(validation)} {
    step "C/RTL VALIDATION" {
        compare_results
    }
}

if {$opt(export)} {
    step "EXPORT IP" {
        export_design -format ip_catalog -version $version
    }
}

if {$opt(vsynth)} {
    step "VIVADO SYNTHESIS" {
        if {![file isdirectory ${project_name}_prj/solution1/syn/verilog]} {
            puts stderr "ERROR: there is no Verilog; run synth before vsynth"
            exit 1
        }
        exec vivado -mode batch -source vivado_synth.tcl >@ stdout 2>@ stderr
    }
}

exit
