var loop_attrJSON={"name":"loops"};
var areaJSON={"columns":["", "ALUTs", "FFs", "RAMs", "DSPs", "MLABs", "Details"], "type":"module", "total_percent":[12.0012, 8.18, 2.5, 5.447, 18.75], "total":[13150, 17932, 28, 21, 15], "name":"System", "max_resources":[109572, 219144, 514, 112, 5478], "children":[{"name":"net", "type":"function", "details":[{"type":"text", "text":"it\'s 1 unit; no more"}]}]};
var summaryJSON={"a":[1]};
