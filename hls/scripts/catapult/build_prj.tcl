# Builds the project with Catapult.
#
# project.tcl names project, libraries, clock and the channels between blocks. build_opt.tcl names the steps to run.

cd [file dirname [file normalize [info script]]]
source project.tcl
source steps.tcl

array set opt {
    reset      0
    csim       1
    synth      1
    cosim      0
    validation 0
    vhdl       0
    verilog    1
    export     0
    vsynth     0
    fifo_opt   0
}
read_steps
if {$opt(fifo_opt)} {
    puts stderr "ERROR: the depths of the FIFOs are those of project.tcl"
    exit 1
}

# Runs a makefile of the simulation of the test bench.
proc simulate {makefile simulator} {
    flow run /SCVerify/launch_make ./scverify/$makefile {} SIMTOOL=$simulator sim
}

file mkdir tb_data
set language [expr {$opt(vhdl) && !$opt(verilog) ? "vhdl" : "v"}]

if {$opt(reset)} {
    file delete -force ${project_name}_prj ${project_name}_prj.ccs
}
if {[file exists ${project_name}_prj.ccs]} {
    project load ${project_name}_prj.ccs
} else {
    project new -name ${project_name}_prj
}
solution new -state initial
solution options defaults
solution options set /Input/CppStandard c++11
solution options set /Input/SearchPath [list [pwd]/firmware [pwd]]
solution options set /Input/CompilerFlags "-DWEIGHTS_DIR=\\\"[pwd]/firmware/weights\\\""
solution options set /Output/GenerateCycleNetlist false
solution options set /Output/OutputVHDL [expr {$opt(vhdl) ? "true" : "false"}]
solution options set /Output/OutputVerilog [expr {$opt(verilog) ? "true" : "false"}]
solution options set /Output/PackageOutput [expr {$opt(export) ? "true" : "false"}]
solution options set /Output/PackageStaticFiles [expr {$opt(export) ? "true" : "false"}]
flow package require /SCVerify

# Arrays that are registers have up to this many elements.
directive set -REGISTER_THRESHOLD 4096

solution file add firmware/${project_name}.cpp -type C++
solution file add ${project_name}_test.cpp -type C++ -exclude true
go analyze
solution design set $top_name -top
go compile

if {$opt(csim)} {
    step "C SIMULATION" {
        simulate Verify_orig_cxx_osci.mk osci
    }
}

if {$opt(synth)} {
    step "C/RTL SYNTHESIS" {
        foreach library $libraries {
            solution library add {*}$library
        }
        go libraries
        directive set -CLOCKS [list clk [list -CLOCK_PERIOD $clock_period -CLOCK_UNCERTAINTY $clock_uncertainty]]
        go assembly
        foreach channel $channels {
            lassign $channel name depth
            directive set /$top_name/$name:cns -FIFO_DEPTH $depth
            if {$fifo ne ""} {
                directive set /$top_name/$name:cns -MAP_TO_MODULE $fifo
            }
        }
        go architect
        go allocate
        go extract
    }
}

if {$opt(cosim) || $opt(validation)} {
    # The simulation runs the test bench on C++ and on RTL and compares all results.
    step "C/RTL SIMULATION" {
        simulate Verify_rtl_${language}_msim.mk msim
    }
}

if {$opt(vsynth)} {
    step "LOGIC SYNTHESIS" {
        flow run {*}$logic_synthesis
    }
}

project save
exit
