"""The command line: options, what is printed, and the parts that each command puts together."""
