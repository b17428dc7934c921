set(NNET_PROJECT [=[latency_stream]=])
set(NNET_PART [=[Agilex7]=])
set(NNET_CLOCK [=[5ns]=])
set(NNET_HANDSHAKES [=[off]=])
