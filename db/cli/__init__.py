"""The words of the operator's command line, one file for each kind of work.

`db/__main__.py` alone would hold some 500 lines. It keeps the start, the exit codes and the
printing; what a command does stands here, and the record is changed in `db/commands`.
"""
