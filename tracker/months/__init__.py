"""Signing the supervision log by the month: one copy for each employee and each supervisor who wrote in it."""
