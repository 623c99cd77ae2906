"""What shows that a word is a name: capitals, offices, everyday words of the same letters, sound.

Words in, answers out. Pure.
"""
