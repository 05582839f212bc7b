"""Estimates as files: spreadsheets, PDFs and texts become rows of cells, in a limited child process."""
