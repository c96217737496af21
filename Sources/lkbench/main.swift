print("lkbench")
