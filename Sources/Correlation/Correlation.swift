// Room Correlation
