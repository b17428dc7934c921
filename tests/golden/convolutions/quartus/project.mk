PROJECT := convolutions
PART := Arria10
CLOCK := 5ns
