"""The nouns of the news room, in the order in which news passes through them.

    Feed ─collect─▶ Item ─detect─▶ Match ─group─▶ StoryAssignment ─route─▶ Alert | Suppression ─send─▶ Delivery

All of them are frozen, and their ids are made from content: the same input gives the same id after
any crash, which is what makes every put idempotent.
"""
