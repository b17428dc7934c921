variable project_name
set project_name "net"
variable backend
set backend "vivadoaccelerator"
variable part
set part "xc7z020clg400-1"
