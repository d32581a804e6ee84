"""The command line: every subcommand of a tool is made from the tool's own description."""
