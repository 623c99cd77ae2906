"""Rules with `when`: counts, spikes, absences, sequences and novelties over matches. State in, state and
triggers out.
"""
