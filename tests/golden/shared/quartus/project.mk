PROJECT := shared
PART := Arria10
CLOCK := 5ns
