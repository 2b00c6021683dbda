# B6: a gateway that does not look whether it has been replaced: its membership counts as long as it lives, its slots as it had them.
set(SOURCE gateway/leases/store.cpp)
set(FROM "if (rows != 1) throw")
set(TO "if (rows > 1) throw")
set(FROM_2 "return session.query_one(kFind, member).has_value();")
set(TO_2 "return session.query_one(kFind, member).has_value() || member > 0;")
set(FROM_3 "  return epochs;")
set(TO_3 "  static SlotEpochs known{};\n  return epochs == SlotEpochs{} ? known : known = epochs;")
