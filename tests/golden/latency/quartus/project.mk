PROJECT := latency
PART := Arria10
CLOCK := 5ns
