  project new -name net_prj
set design_top net
