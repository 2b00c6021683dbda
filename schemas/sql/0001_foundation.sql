-- The foundation: what storage, registry, timers and dispatch keep. Written in the one dialect that SQLite and
-- PostgreSQL both take: bigint, text, double precision; no binary columns (bytes go as hex text), no "integer" (SQLite
-- and the database library disagree with PostgreSQL about its width).
--
-- Times are milliseconds since 1970, UTC (.._ms). Truth values are 0 and 1. Enums are the numbers of the C++ enums named
-- beside them. Ids are made by the application (common/base/id.hpp).

-- storage ------------------------------------------------------------------------------------------------------------

create table meta (
  key text primary key,
  value text not null
);

-- Numbers that are taken inside the write transaction. The row is held until commit, so that a number is never
-- overtaken by a smaller one.
create table counters (
  name text primary key,
  value bigint not null
);
insert into counters (name, value) values ('changes', 0), ('audit', 0);

create table node_leases (
  node bigint primary key,
  holder text not null,
  expires_ms bigint not null
);

create table changes (
  seq bigint primary key,
  at_ms bigint not null,
  kind text not null,
  subject bigint not null,
  elevator_id bigint,
  unit_id bigint,
  detail text not null
);

-- Append-only (AC-12). hash = BLAKE2b-256 over the previous hash and this row, in hex.
create table audit_log (
  seq bigint primary key,
  at_ms bigint not null,
  account_id bigint,
  name text not null,
  origin text not null,
  action text not null,
  subject bigint not null,
  before_json text not null,
  after_json text not null,
  hash text not null
);
create index audit_log_subject on audit_log (subject, seq);

-- registry -----------------------------------------------------------------------------------------------------------

create table districts (
  id bigint primary key,
  code text not null unique,
  name text not null
);

-- rescue::DistrictLimits; the row with the latest from_ms that is not after an order's opening counts (RS-5).
create table district_limits (
  district_id bigint not null references districts (id),
  from_ms bigint not null,
  accept_ms bigint not null,
  arrive_city_centre_ms bigint,
  arrive_elsewhere_ms bigint,
  rescue_city_centre_ms bigint not null,
  rescue_elsewhere_ms bigint not null,
  second_level bigint not null,
  first_dispatch bigint not null,
  primary key (district_id, from_ms)
);

create table units (
  id bigint primary key,
  code text not null unique,
  name text not null,
  phone text not null
);

create table elevators (
  id bigint primary key,
  code text not null unique,
  registration_code text not null,
  place text not null,
  estate text not null,
  district_id bigint not null references districts (id),
  area bigint not null,
  maintenance_unit_id bigint references units (id),
  second_unit_id bigint references units (id),
  latitude double precision,
  longitude double precision
);
create index elevators_district on elevators (district_id);
create index elevators_maintenance_unit on elevators (maintenance_unit_id);
create index elevators_second_unit on elevators (second_unit_id);

create table contacts (
  id bigint primary key,
  unit_id bigint not null references units (id),
  elevator_id bigint references elevators (id),
  role bigint not null,
  name text not null,
  phone text not null
);
create index contacts_unit on contacts (unit_id, elevator_id);

create table monitors (
  name text primary key,
  added_ms bigint not null
);

-- EL-3: one open binding a side; ended ones stay.
create table bindings (
  id bigint primary key,
  monitor text not null references monitors (name),
  elevator_id bigint not null references elevators (id),
  from_ms bigint not null,
  until_ms bigint
);
create unique index bindings_open_monitor on bindings (monitor) where until_ms is null;
create unique index bindings_open_elevator on bindings (elevator_id) where until_ms is null;
create index bindings_elevator on bindings (elevator_id, from_ms);
create index bindings_monitor on bindings (monitor, from_ms);

-- timers -------------------------------------------------------------------------------------------------------------

create table timers (
  kind text not null,
  subject bigint not null,
  due_ms bigint not null,
  primary key (kind, subject)
);
create index timers_due on timers (kind, due_ms, subject);

-- dispatch -----------------------------------------------------------------------------------------------------------

create table orders (
  id bigint primary key,
  version bigint not null,
  elevator_id bigint not null references elevators (id),
  tag bigint not null,                  -- rescue::Tag
  source bigint not null,               -- rescue::Source
  step bigint not null,                 -- rescue::Step
  late bigint not null,                 -- RS-13
  maintenance bigint not null,          -- RS-11
  happened_ms bigint not null,
  opened_ms bigint not null,
  recovered_ms bigint,
  closed_ms bigint,
  accept_ms bigint not null,            -- rescue::Terms: those of the order's opening
  arrive_ms bigint,
  rescue_ms bigint not null,
  second_level bigint not null,
  first_dispatch bigint not null,
  cause_alarm_id bigint not null,       -- the alarm that is shown: of the newest cause
  result bigint,                        -- rescue::ClosingResult
  cause text,
  people_trapped bigint,
  people_hurt bigint,
  scene text
);
-- RS-4: one open rescue order for an elevator, whoever tries. A test order (tag 3) is never open.
create unique index orders_one_open on orders (elevator_id) where closed_ms is null;
create index orders_elevator on orders (elevator_id, opened_ms);
create index orders_open on orders (opened_ms) where closed_ms is null;
create index orders_closed on orders (closed_ms, id) where tag <> 3;

create table dispatches (
  id bigint primary key,
  order_id bigint not null references orders (id),
  level bigint not null,                -- rescue::Level
  unit_id bigint not null references units (id),
  round bigint not null,
  step bigint not null,
  dispatched_ms bigint not null,
  first_accepted_ms bigint,
  accepted_ms bigint,
  arrived_ms bigint,
  rescued_ms bigint,
  not_needed bigint not null,
  unique (order_id, level)
);
create index dispatches_unit on dispatches (unit_id, order_id);

create table limits (
  id bigint primary key,
  order_id bigint not null references orders (id),
  dispatch_id bigint not null references dispatches (id),
  level bigint not null,
  step bigint not null,
  round bigint not null,
  due_ms bigint not null,               -- inclusive: passes at due_ms + 1
  fired_ms bigint,
  met_ms bigint,                        -- the latest tap of the step
  withdrawn bigint not null,
  unique (order_id, level, step, round)
);

-- The time line of an order, append-only (RS-2).
create table order_steps (
  id bigint primary key,
  order_id bigint not null references orders (id),
  what bigint not null,                 -- rescue::What
  level bigint,
  step bigint,
  round bigint not null,
  at_ms bigint not null,                -- the time that counts
  recorded_ms bigint not null,          -- the database's time
  due_ms bigint,                        -- of a passed limit: its true due time
  account_id bigint,
  name text not null,
  origin text not null,
  remark text not null,
  alarm_id bigint,
  request_key text,                     -- of the client's request, and what it asked for (fault row I7)
  request_hash text
);
create index order_steps_order on order_steps (order_id, id);
create unique index order_steps_request on order_steps (request_key) where request_key is not null;

-- Every alarm that dispatch was given, with what it led to. source_key: "<monitor>/<journal>/<lane>/<seq>".
create table alarms (
  id bigint primary key,
  source_key text not null unique,
  monitor text not null,
  journal bigint not null,
  episode bigint not null,
  elevator_id bigint,
  order_id bigint references orders (id),
  kind bigint not null,                 -- EventKind
  effected bigint not null,             -- dispatch::Effected
  happened_ms bigint not null,
  received_ms bigint not null,
  facts text not null
);
create index alarms_order on alarms (order_id, happened_ms);

-- The boxes' episodes of people trapped. ended_ms may be known before the beginning is (RS-13).
create table episodes (
  monitor text not null,
  journal bigint not null,
  episode bigint not null,
  elevator_id bigint,
  order_id bigint references orders (id),
  began_ms bigint,
  ended_ms bigint,
  primary key (monitor, journal, episode)
);
create index episodes_order on episodes (order_id);

-- The outbox (NT-1).
create table notices (
  id bigint primary key,
  idempotency_key text not null unique, -- cause, recipient and channel
  order_id bigint references orders (id),
  priority bigint not null,             -- 1 alarm, 2 reminder, 3 information
  condition bigint not null,            -- dispatch::NoticeCondition: what must still hold when its turn comes
  level bigint,
  step bigint,
  round bigint,
  contact_id bigint,
  to_name text not null,
  phone text not null,
  channel text not null,
  text text not null,
  state bigint not null,                -- dispatch::NoticeState
  tries bigint not null,
  created_ms bigint not null,
  due_ms bigint not null,               -- of the next try; of a claim: when it lapses
  worker text,
  sent_ms bigint,
  provider_id text,
  error text not null
);
create index notices_due on notices (state, priority, due_ms);
create index notices_order on notices (order_id, id);

create table desk_alerts (
  id bigint primary key,
  kind bigint not null,                 -- dispatch::AlertKind
  alert_key text not null unique,
  order_id bigint references orders (id),
  elevator_id bigint,
  monitor text not null,
  text_zh text not null,
  text_en text not null,
  raised_ms bigint not null,
  acknowledged_ms bigint,
  acknowledged_by text not null
);
create index desk_alerts_open on desk_alerts (id) where acknowledged_ms is null;
create index desk_alerts_ringing on desk_alerts (kind, elevator_id, monitor) where acknowledged_ms is null;
