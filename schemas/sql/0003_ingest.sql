-- What gateway/ingest keeps: every record of every monitor, what of them is confirmed, and what was set aside.

insert into counters (name, value) values ('gateway_epoch', 0);

-- One row a record. The primary key is the record's identity and decides what a repeat is.
create table monitor_events (
  monitor text not null,
  journal bigint not null,
  lane bigint not null,                 -- Lane
  seq bigint not null,
  id bigint not null,
  content_hash text not null,           -- of the record: another content under the same number is no repeat (row E5)
  kind bigint not null,                 -- EventKind; 0: made by a newer monitor, or not an event
  elevator_id bigint,                   -- bound when it happened; null: to none
  episode bigint not null,              -- 0: belongs to none
  happened_ms bigint not null,          -- by the gateway's judgement
  received_ms bigint not null,
  box_wall_ms bigint not null,          -- the box's own word, with its quality
  box_quality bigint not null,          -- wire::TimeQuality
  box_uptime_us bigint not null,
  box_boot bigint not null,
  absurd text not null,                 -- names of fields that were left out as impossible (row E2)
  facts text not null,                  -- dispatch::Seen as JSON
  record text not null,                 -- the record as it came, in hex
  primary key (monitor, journal, lane, seq)
);

create table lane_cursors (
  monitor text not null,
  journal bigint not null,
  lane bigint not null,
  contiguous bigint not null,
  ranges text not null,                 -- beyond the mark: "5-7,9-9"
  updated_ms bigint not null,
  primary key (monitor, journal, lane)
);

-- Records that will never come: what the monitor said it dropped, and what the gateway set aside.
create table lane_gaps (
  monitor text not null,
  journal bigint not null,
  lane bigint not null,
  first_seq bigint not null,
  last_seq bigint not null,
  cause bigint not null,                -- wire::GapCause
  told_ms bigint not null,
  primary key (monitor, journal, lane, first_seq, last_seq)
);

-- The same message again counts up instead of making another row.
create table dead_letters (
  id bigint primary key,
  topic text not null,
  reason text not null,                 -- gateway::DeadReason, its code
  content_hash text not null,
  monitor text not null,                -- by the topic; empty: it names none
  lane bigint,
  detail text not null,
  size bigint not null,
  payload text not null,                -- hex; the beginning, when it was too large
  first_ms bigint not null,
  last_ms bigint not null,
  times bigint not null,
  unique (topic, reason, content_hash)
);
create index dead_letters_last on dead_letters (last_ms);

-- Written on change only; `heard_ms` is as of that change.
create table monitor_presence (
  monitor text primary key,
  state bigint not null,                -- gateway::Presence
  unconfirmed bigint not null,          -- it says that it has sent what nobody confirmed (row A12)
  since_ms bigint not null,
  heard_ms bigint not null,
  boot bigint not null,
  session bigint not null,
  journal bigint not null,
  firmware text not null
);
