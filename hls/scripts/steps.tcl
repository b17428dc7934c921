# What the build scripts share: which steps are run, and how.

# Reads the steps to run into the array opt, from words key=value on the command line or from build_opt.tcl.
proc read_steps {} {
    upvar 1 opt opt
    if {[file exists build_opt.tcl]} {
        source build_opt.tcl
    }
    set arguments [expr {[info exists ::argv] ? $::argv : {}}]
    foreach argument $arguments {
        foreach word [split $argument] {
            if {[regexp {^(\w+)=(\w+)$} $word -> key value] && [info exists opt($key)]} {
                set opt($key) $value
            }
        }
    }
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

# Compares what C and RTL simulation have written.
proc compare_results {} {
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
