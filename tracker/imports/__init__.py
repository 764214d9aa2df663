"""Sheets that HR brings: read, checked row by row, confirmed, done in one transaction; and the same sheets out."""
