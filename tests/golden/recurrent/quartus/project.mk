PROJECT := recurrent
PART := Arria10
CLOCK := 5ns
