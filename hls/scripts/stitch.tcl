# Wires the cores of the parts of a model to one design, in the IP integrator of Vivado.
#
# project.tcl names the parts with their cores, which an export of each part has made, and what is wired to what. With
# the word export=1 on the command line the design is packed as a core.
#
# Streams are wired port to port, behind a FIFO where packets wait for those of another branch. Of arrays every element
# is wired with the signal that says when it is valid: the first part begins with ap_start, the others whenever their
# elements are valid, so that samples may follow each other only as fast as the slowest part takes them.

cd [file dirname [file normalize [info script]]]
source project.tcl

proc fail {message} {
    puts stderr "ERROR: $message"
    exit 1
}

# The pins of an array at a part, one for each element, of their values or of the signals of a suffix.
proc element_pins {cell name n_elements suffix} {
    if {$n_elements == 1 && [llength [get_bd_pins -quiet $cell/$name$suffix]] == 1} {
        return [list $cell/$name$suffix]
    }
    set pins {}
    for {set element 0} {$element < $n_elements} {incr element} {
        set pin $cell/${name}_$element$suffix
        if {[llength [get_bd_pins -quiet $pin]] != 1} {
            fail "the part $cell has no pin $pin"
        }
        lappend pins $pin
    }
    return $pins
}

# Wires an array at a part to ports of the design, which are made where they are missing.
proc make_external {name cell port n_elements} {
    foreach suffix {"" _ap_vld} {
        set element 0
        foreach pin [element_pins $cell $port $n_elements $suffix] {
            set external ${name}_$element$suffix
            if {[llength [get_bd_ports -quiet $external]] == 1} {
                connect_bd_net [get_bd_ports $external] [get_bd_pins $pin]
            } else {
                make_bd_pins_external -name $external [get_bd_pins $pin]
            }
            incr element
        }
    }
}

create_project -force $design_name vivado -part $part
set repositories {}
foreach core $cores {
    lappend repositories [lindex $core 2]
}
set_property ip_repo_paths $repositories [current_project]
update_ip_catalog
create_bd_design $design_name

set cells {}
foreach core $cores {
    lassign $core cell name repository
    set definition [lindex [get_ipdefs -all xilinx.com:hls:$name:*] end]
    if {$definition eq ""} {
        fail "there is no core $name in $repository; build the parts with export"
    }
    create_bd_cell -type ip -vlnv $definition $cell
    lappend cells $cell
}

# Cores with AXI streams have a reset that is active when low.
if {$is_streaming} {
    lassign {ap_rst_n ACTIVE_LOW} reset polarity
} else {
    lassign {ap_rst ACTIVE_HIGH} reset polarity
}
create_bd_port -dir I -type clk -freq_hz [expr {round(1e9 / $clock_period)}] ap_clk
create_bd_port -dir I -type rst $reset
set_property CONFIG.POLARITY $polarity [get_bd_ports $reset]
set_property CONFIG.ASSOCIATED_RESET $reset [get_bd_ports ap_clk]
foreach cell $cells {
    connect_bd_net [get_bd_ports ap_clk] [get_bd_pins $cell/ap_clk]
    connect_bd_net [get_bd_ports $reset] [get_bd_pins $cell/$reset]
}

set first [lindex $cells 0]
set last [lindex $cells end]
create_bd_port -dir I ap_start
foreach {port cell} [list ap_ready $first ap_idle $first ap_done $last] {
    create_bd_port -dir O $port
    connect_bd_net [get_bd_pins $cell/$port] [get_bd_ports $port]
}
connect_bd_net [get_bd_ports ap_start] [get_bd_pins $first/ap_start]
if {!$is_streaming} {
    create_bd_cell -type ip -vlnv xilinx.com:ip:xlconstant always
}
foreach cell [lrange $cells 1 end] {
    if {$is_streaming} {
        connect_bd_net [get_bd_ports ap_start] [get_bd_pins $cell/ap_start]
    } else {
        connect_bd_net [get_bd_pins always/dout] [get_bd_pins $cell/ap_start]
    }
}

foreach wire $wires {
    lassign $wire from_cell from_port to_cell to_port n_elements depth
    if {!$is_streaming} {
        foreach suffix {"" _ap_vld} {
            foreach from [element_pins $from_cell $from_port $n_elements $suffix] \
                to [element_pins $to_cell $to_port $n_elements $suffix] {
                connect_bd_net [get_bd_pins $from] [get_bd_pins $to]
            }
        }
        continue
    }
    set source [get_bd_intf_pins $from_cell/$from_port]
    if {$depth > 0} {
        set fifo ${to_cell}_${to_port}_fifo
        create_bd_cell -type ip -vlnv xilinx.com:ip:axis_data_fifo $fifo
        set_property CONFIG.FIFO_DEPTH $depth [get_bd_cells $fifo]
        connect_bd_net [get_bd_ports ap_clk] [get_bd_pins $fifo/s_axis_aclk]
        connect_bd_net [get_bd_ports $reset] [get_bd_pins $fifo/s_axis_aresetn]
        connect_bd_intf_net $source [get_bd_intf_pins $fifo/S_AXIS]
        set source [get_bd_intf_pins $fifo/M_AXIS]
    }
    connect_bd_intf_net $source [get_bd_intf_pins $to_cell/$to_port]
}

set streams {}
foreach end [concat $inputs $outputs] {
    lassign $end name cell port n_elements
    if {$is_streaming} {
        make_bd_intf_pins_external -name $name [get_bd_intf_pins $cell/$port]
        lappend streams $name
    } else {
        make_external $name $cell $port $n_elements
    }
}
if {$is_streaming} {
    set_property CONFIG.ASSOCIATED_BUSIF [join $streams :] [get_bd_ports ap_clk]
}

validate_bd_design
save_bd_design
generate_target all [get_files $design_name.bd]
make_wrapper -files [get_files $design_name.bd] -top -import

if {"export=1" in $::argv} {
    ipx::package_project -root_dir ip -vendor hlsmith -library stitched -taxonomy /UserIP -module $design_name -import_files
}
exit
