"""What a participant hands in: its place, its statement, its files, and whether it is taken.

Everything in it is hostile until it has been through ``accept``.
"""
