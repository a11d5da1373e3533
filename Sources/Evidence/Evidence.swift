// Room Evidence
