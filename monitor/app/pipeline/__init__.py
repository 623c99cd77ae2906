"""The loops between the stages: take, work, put, acknowledge, in this order."""
