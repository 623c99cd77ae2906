"""The state of the monitor over HTTP, for machines and for a glance.

In: figures, as the ports give them. Out: `/metrics`, `/health/live`, `/health/ready`, and a heartbeat to whoever
watches from outside. Invariants: it shows and never decides; it changes nothing in the store; it is off unless
`web:` or `heartbeat:` in monitor.yaml asks for it; nothing of a channel's secrets is known here.
"""
