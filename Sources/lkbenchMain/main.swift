import lkbench

// The tool is a library, so that the harnesses of others can run its cases; this is its executable.
CommandLineTool.main()
