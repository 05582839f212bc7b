"""FAKE: a gateway inside the same program, for trying and for tests. No money moves. Refused in production."""
