var verifJSON={
  "columns":["Invocations", "Latency\n(min,max,avg)", "II\n(min,max,avg)"]
  , "functions":
  [
    {
      "name":"net"
      , "data":
      ['10', '20,22,21', '1,3,2']
      , "details":
      [
        "Click for details"
      ]
    }
  ]
};
