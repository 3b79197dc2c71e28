"""Hostile files made safe: listed, bounded, named and copied, from folders and archives."""
