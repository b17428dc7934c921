# Builds the project with Vivado HLS or Vitis HLS.
#
# project.tcl names project, part, clock and the options that differ between the tools. The steps to run are given as
# words key=value on the command line or in build_opt.tcl.

cd [file dirname [file normalize [info script]]]
source project.tcl

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
if {[file exists build_opt.tcl]} {
    source build_opt.tcl
}
foreach argument $::argv {
    foreach word [split $argument] {
        if {[regexp {^(\w+)=(\w+)$} $word -> key value] && [info exists opt($key)]} {
            set opt($key) $value
        }
    }
}
if {$opt(fifo_opt)} {
    puts stderr "ERROR: FIFO depths exist in projects with io_stream only"
    exit 1
}

proc step {title script} {
    puts "***** $title *****"
    set start [clock seconds]
    uplevel 1 $script
    set seconds [expr {[clock seconds] - $start}]
    puts "***** $title COMPLETED IN [expr {$seconds / 3600}]h[expr {$seconds / 60 % 60}]m[expr {$seconds % 60}]s *****"
}

proc contents {path} {
    set file [open $path rb]
    set bytes [read $file]
    close $file
    return $bytes
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
        foreach suffix {log hex} {
            set csim tb_data/csim_results.$suffix
            set rtl tb_data/rtl_cosim_results.$suffix
            foreach path [list $csim $rtl] {
                if {![file exists $path]} {
                    puts stderr "ERROR: $path is missing; run csim and cosim before validation"
                    exit 1
                }
            }
            if {[contents $csim] ne [contents $rtl]} {
                puts stderr "ERROR: Test FAILED: $csim and $rtl differ"
                exit 1
            }
        }
        puts "INFO: Test PASSED"
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
