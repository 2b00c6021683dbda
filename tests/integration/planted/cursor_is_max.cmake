# A8: the newest number is taken for the mark, so that what comes behind it looks like a repeat.
set(SOURCE gateway/ingest/lane_cursor.cpp)
set(FROM "const bool closes = range.first == contiguous_ + 1;")
set(TO "const bool closes = true;")
