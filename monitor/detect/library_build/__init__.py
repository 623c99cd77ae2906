"""library_build"""
