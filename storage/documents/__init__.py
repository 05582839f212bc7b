"""Sheets become PDFs: HTML by Jinja, PDF/A-3b by WeasyPrint, from prepared bytes only."""
