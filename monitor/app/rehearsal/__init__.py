"""Scenarios played through grouping and routing with a clock that jumps: what would be sent, without store or
network.
"""
