"""Who: names and posts as printed, and the resolver of records of persons."""
