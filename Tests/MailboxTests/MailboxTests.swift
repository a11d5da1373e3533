// Tests of the room Mailbox.
