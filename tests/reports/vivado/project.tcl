variable project_name
set project_name "net"
variable backend
set backend "vivado"
variable part
set part "xcu250-figd2104-2L-e"
