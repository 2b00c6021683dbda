# RS-6, G9: a limit fires when its time comes, whether or not its step was done in time.
set(SOURCE common/rescue/rules.cpp)
set(FROM "return !limit.fired && !limit.withdrawn && !(limit.met && *limit.met <= limit.due);")
set(TO "return !limit.fired && !limit.withdrawn;")
