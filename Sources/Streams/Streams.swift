// Room Streams
