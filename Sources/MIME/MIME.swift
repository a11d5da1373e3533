// Room MIME
