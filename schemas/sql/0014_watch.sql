-- What gateway/watch keeps and needs. Owner: gateway/watch.

-- Where a gateway's clocks stood, a row a host: tells a jump of the clock from a time without a gateway (fault row D2).
create table clock_marks (
  host text primary key,
  boot text not null,                   -- of the host's kernel: while it is the same, uptimes compare
  at_ms bigint not null,                -- by the gateway's civil clock
  uptime_us bigint not null             -- of the host
);

-- For the auditor: whether anybody was told of an order, and what of the alarm lane was stored lately.
create index desk_alerts_order on desk_alerts (order_id) where order_id is not null;
create index monitor_events_alarms on monitor_events (received_ms) where lane = 0;
