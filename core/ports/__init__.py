"""What the engine needs of the outside: one small Protocol a file, each with a contract suite in tests/contracts."""
