// Room Mailbox
