-- What goes to regulators' platforms, and by which numbers. Owner: common/uploads.

-- A dialect's table of codes in place of the one that is compiled in, or of a further dialect; as text, in the form of
-- schemas/codes.
create table code_tables (
  dialect text primary key,
  csv text not null,
  loaded_ms bigint not null
);

-- Receivers are loaded whole from a file (docs/operators.md). One that is no longer in it is retired: nothing new is
-- written for it, and what waits for it is kept.
create table upload_receivers (
  id bigint primary key,
  name text not null unique,
  retired bigint not null,
  url text not null,
  ca text not null,                     -- file on the gateway's host; empty: the system's authorities
  token_file text not null,             -- the same; empty: no token is sent
  dialect text not null,
  repeats bigint not null,              -- uploads::Repeats
  uncoded bigint not null,              -- uploads::Uncoded
  per_second bigint not null,
  parallel bigint not null,
  timeout_ms bigint not null,
  first_retry_ms bigint not null,
  longest_retry_ms bigint not null
);

create table upload_receiver_districts (
  receiver_id bigint not null references upload_receivers (id),
  district_id bigint not null references districts (id),
  primary key (receiver_id, district_id)
);
create index upload_receiver_districts_district on upload_receiver_districts (district_id);

-- The outbox. Numbered in the order of the transactions that caused the rows, without gaps.
insert into counters (name, value) values ('uploads', 0);

create table uploads (
  id bigint primary key,
  receiver_id bigint not null references upload_receivers (id),
  idempotency_key text not null,
  elevator_id bigint not null,
  kind bigint not null,                 -- uploads::Kind
  body text not null,                   -- JSON, as it was when it happened
  state bigint not null,                -- uploads::State
  tries bigint not null,
  created_ms bigint not null,
  due_ms bigint not null,               -- of the next try; of a claim: when it lapses
  tried_ms bigint,                      -- of the last try
  worker text not null,
  answer text not null,                 -- what the receiver said last, or why nothing is known
  settled_ms bigint,
  settled_by text not null,             -- a person; empty: by the answer
  unique (receiver_id, idempotency_key)
);
create index uploads_waiting on uploads (receiver_id, elevator_id, id) where state in (1, 2);
create index uploads_next on uploads (receiver_id, id) where state in (1, 2);
create index uploads_claims on uploads (due_ms) where state = 2;
create index uploads_tried on uploads (receiver_id, tried_ms);
create index uploads_state on uploads (state, id);
create index uploads_accepted on uploads (settled_ms) where state = 3;
