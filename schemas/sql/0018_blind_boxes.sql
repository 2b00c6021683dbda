-- What makes a box blind, and for how long it has been (architecture: states of a box). Owner: gateway/ingest.
alter table monitor_presence add column unproven bigint not null default 0;     -- DV-22: no good self-test for 72 h
alter table monitor_presence add column sensors_lost text not null default '';  -- that detection rests on: "door,zone"
alter table monitor_presence add column blind_since_ms bigint;                  -- null: it sees
alter table monitor_presence add column blind_ms bigint not null default 0;     -- of the times that are over
create index monitor_presence_blind on monitor_presence (blind_since_ms) where blind_since_ms is not null;

-- Who is known to be unproven: few.
create index self_tests_unproven on self_tests (monitor) where unproven_ms is not null;
