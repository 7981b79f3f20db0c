"""The stateful property test: files, console, crashes and clocks in any order, fifteen laws after each step."""
