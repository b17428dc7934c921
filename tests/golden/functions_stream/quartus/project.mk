PROJECT := functions_stream
PART := Arria10
CLOCK := 5ns
