PROJECT := latency_stream
PART := Arria10
CLOCK := 5ns
