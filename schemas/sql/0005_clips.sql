-- DV-20: what the sensors gave before and after an event. Owner: gateway/clips.

-- Known by the number of the event's record. The packed clip itself is a file beside the database, named by its hash.
create table clips (
  id bigint primary key,
  monitor text not null,
  journal bigint not null,
  lane bigint not null,
  seq bigint not null,
  chunk_count bigint not null,
  size bigint not null,
  crc bigint not null,
  cut_ms bigint not null,
  began_ms bigint not null,             -- when its first piece came
  here bigint not null,                 -- pieces that are here
  state bigint not null,                -- gateway::ClipState
  file_hash text not null,              -- empty: not stored yet
  unique (monitor, journal, lane, seq)
);
create index clips_coming on clips (monitor, id) where state = 1;
create index clips_whole on clips (id) where state = 2;
create index clips_of_monitor on clips (monitor, id);
create index clips_file on clips (file_hash);

-- Until the clip is whole. A piece's row in monitor_events leaves its record out.
create table clip_chunks (
  clip_id bigint not null references clips (id),
  chunk bigint not null,
  data text not null,                   -- hex
  primary key (clip_id, chunk)
);
