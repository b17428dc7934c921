PROJECT := stream
PART := Arria10
CLOCK := 5ns
