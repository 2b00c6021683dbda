-- What ingest needs at the size of a city: the registry's changes by number, rides summed up, and what is thrown away
-- found by its age.

-- Counts every change of a monitor or its binding; a row says by its number when it changed last, so that who keeps the
-- registry in memory reads only what is new (gateway/ingest/known_boxes.hpp).
insert into counters (name, value) values ('registry', 0);
alter table monitors add column changed bigint not null default 0;
create index monitors_changed on monitors (changed);

-- DV-1: one row a box, lift and hour. elevator_id 0: the box was bound to none. Owner: gateway/bulk.
create table ride_hours (
  monitor text not null,
  elevator_id bigint not null,
  hour bigint not null,                 -- whole hours since 1970, UTC, of the rides' ends
  rides bigint not null,
  rides_up bigint not null,             -- of those whose direction is known
  rides_down bigint not null,
  metres double precision not null,     -- of those whose length is known, either way
  travel_ms bigint not null,
  peak_speed double precision not null, -- m/s; 0: not known of any
  primary key (monitor, elevator_id, hour)
);
create index ride_hours_elevator on ride_hours (elevator_id, hour);
create index ride_hours_hour on ride_hours (hour);

-- What has a time to live (gateway/retention).
create index monitor_events_received on monitor_events (received_ms) where lane <> 0;
create index dead_letters_monitor on dead_letters (monitor, last_ms);
create index rescue_news_told on rescue_news (told_ms);
create index orders_tests on orders (opened_ms) where tag = 3;

-- What of a lane is missing before the highest number that came, since when; and the number, if any, that lay too far
-- beyond the rest to be believed (fault row E4).
alter table lane_cursors add column missing bigint not null default 0;
alter table lane_cursors add column missing_since_ms bigint;
alter table lane_cursors add column jumped_to bigint not null default 0;
create index lane_cursors_missing on lane_cursors (missing_since_ms) where missing_since_ms is not null;
