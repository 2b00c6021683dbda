-- For the auditor: whether a message of the alarm lane that was set aside rang at the desk. Owner: gateway/watch.
create index desk_alerts_monitor on desk_alerts (monitor, raised_ms) where monitor <> '';
