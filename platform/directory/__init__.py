"""Where there is help: the public directory, the finder, MedNum and data·inclusion."""
