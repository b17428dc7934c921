PROJECT := functions
PART := Arria10
CLOCK := 5ns
