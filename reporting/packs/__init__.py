"""Activity packs: reading and checking the CSV files partners send (docs/activity-packs.md).

Pure Python: no database. `check.check` reads a folder or a zip and returns typed rows and every bad row;
writing the rows is another module's work.
"""
