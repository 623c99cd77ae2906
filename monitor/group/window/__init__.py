"""The running stories and their recent items, in memory. Rebuilt from the decision log; holds what is younger
than the window.
"""
