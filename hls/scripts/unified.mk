# Builds the project with v++ and vitis-run of Vitis 2023.2 or later: `make synth` for the core and its report, `make
# package` for the core as others use it, `make vsynth` for logic synthesis of the network alone, and `make bitfile` for
# what the board is programmed with.

include project.mk

OPTIONS := --mode hls --config hls_config.cfg --work_dir $(PROJECT)_prj

.PHONY: all csim synth package vsynth bitfile clean
all: synth

csim:
	vitis-run --csim $(OPTIONS)

synth:
	v++ -c $(OPTIONS)

package:
	vitis-run --package $(OPTIONS)

vsynth:
	vivado -mode batch -source vivado_synth.tcl

# A card is linked with its platform; a board with processors gets a design around the core. Versions of v++ differ in
# whether the kernel lies here or in the folder of the tool.
ifneq ($(wildcard link.cfg),)
bitfile:
	v++ -l -t hw --config link.cfg -o driver/design.xclbin $(or $(wildcard $(KERNEL)),$(PROJECT)_prj/$(KERNEL))
else
bitfile:
	vivado -mode batch -source design.tcl
endif

clean:
	$(RM) -r $(PROJECT)_prj
