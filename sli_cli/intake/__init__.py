"""Documents → rows with their places, then rows → recommendations.

`read_*.py` open one kind of file each and give its tables as they stand; nothing is understood there. What the tables
mean is worked out by the other modules, which know no file format.
"""
