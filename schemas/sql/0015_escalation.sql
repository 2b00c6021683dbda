-- Who is called when nobody answers, on which channel, and what became of it; entrapments of one cause as one incident;
-- contacts that could not be reached; how long crews usually take.

-- Owner: common/registry. Desks of the rescue centre and branches of the rescue office, in the order of calling.
create table posts (
  id bigint primary key,
  kind bigint not null,                 -- registry::PostKind
  district_id bigint references districts (id), -- null: of districts without posts of this kind
  position bigint not null,
  name text not null,
  phone text not null
);
create unique index posts_place on posts (kind, coalesce(district_id, 0), position);
create index posts_district on posts (district_id);

-- Owner of everything below: common/dispatch.

-- The chain with the latest from_ms that is not after an order's opening counts.
create table escalation_chains (
  id bigint primary key,
  district_id bigint references districts (id), -- null: of districts without a chain of their own
  from_ms bigint not null
);
create unique index escalation_chains_from on escalation_chains (coalesce(district_id, 0), from_ms);
create index escalation_chains_district on escalation_chains (district_id);

create table escalation_chain_steps (
  chain_id bigint not null references escalation_chains (id),
  position bigint not null,
  who bigint not null,                  -- rescue::Who
  channel bigint not null,              -- rescue::Channel
  runs_from bigint not null,            -- rescue::RunsFrom
  delay_ms bigint not null,             -- inclusive: taken at the first millisecond after it
  stops_when bigint not null,           -- rescue::StopsWhen
  primary key (chain_id, position)
);

-- The chain of districts that have none: RS-12 at once, the rescue office when a dispatch stays without an answer. Crews
-- are called by the outbox (second channel) and at their limits (RS-6).
insert into escalation_chains (id, district_id, from_ms) values (1, null, 0);
insert into escalation_chain_steps (chain_id, position, who, channel, runs_from, delay_ms, stops_when) values
  (1, 1, 1, 1, 1, 45000, 1),
  (1, 2, 1, 3, 3, 0, 1),
  (1, 3, 5, 2, 2, 300000, 2);

-- What was made of each step, once in each round of an order.
create table escalation_steps (
  order_id bigint not null references orders (id),
  round bigint not null,
  position bigint not null,
  due_ms bigint not null,
  at_ms bigint not null,
  outcome bigint not null,              -- rescue::StepOutcome
  primary key (order_id, round, position)
);

-- RS-12: who opened the order first in each round.
create table order_openings (
  order_id bigint not null references orders (id),
  round bigint not null,
  opened_ms bigint not null,
  account_id bigint,
  name text not null,
  primary key (order_id, round)
);

-- A dispatch that a dispatcher took back before anybody had accepted it.
alter table dispatches add column withdrawn bigint not null default 0;

-- The outbox: when a notice goes on to the next channel or contact unless it is delivered (null: not any more), and the
-- notice that says in its place what it would have said.
alter table notices add column escalate_ms bigint;
alter table notices add column merged_into bigint;
alter table notices add column carries bigint not null default 0; -- 1: others were merged into it, its text stands
update notices set escalate_ms = created_ms + 30000 where state in (1, 2) and priority = 1;
create index notices_escalate on notices (escalate_ms) where escalate_ms is not null;
create index notices_contact on notices (contact_id, id);
create index notices_waiting on notices (phone, channel, id) where state = 1;
create index notices_claimed on notices (phone) where state = 2;
create index notices_reported on notices (id) where state = 7;

create index desk_alerts_order_open on desk_alerts (order_id) where acknowledged_ms is null;

-- Entrapments of one cause (fault row F6).
create table incidents (
  id bigint primary key,
  extent bigint not null,               -- rescue::Extent
  cause bigint not null,                -- rescue::MassCause
  district_id bigint not null references districts (id),
  estate text not null,                 -- empty: the whole district
  began_ms bigint not null,
  last_ms bigint not null,              -- of the newest order that joined
  closed_ms bigint,
  merged_into bigint                    -- grown into a larger one
);
create index incidents_district on incidents (district_id, closed_ms);
create index incidents_began on incidents (began_ms, id);

-- Where and why an order was opened: what incidents are made of.
create table order_sites (
  order_id bigint primary key references orders (id),
  district_id bigint not null references districts (id),
  estate text not null,
  opened_ms bigint not null,
  mains_lost bigint not null,
  incident_id bigint references incidents (id)
);
create index order_sites_recent on order_sites (district_id, opened_ms);
create index order_sites_incident on order_sites (incident_id, order_id);

-- How often a telephone has been told of an incident, and when last.
create table incident_tellings (
  incident_id bigint not null references incidents (id),
  phone text not null,
  channel text not null,
  told_ms bigint not null,
  times bigint not null,
  primary key (incident_id, phone, channel)
);

-- Contacts that could not be reached if they were needed now (fault row G6).
create table contact_findings (
  unit_id bigint not null references units (id),
  contact_id bigint not null,           -- 0: the unit has nobody
  finding bigint not null,              -- dispatch::ContactFinding
  since_ms bigint not null,
  primary key (unit_id, contact_id)
);

-- Medians of a unit's latest rescues in a district; forecasts rest on them.
create table typical_times (
  unit_id bigint not null references units (id),
  district_id bigint not null references districts (id),
  accept_ms bigint not null,            -- dispatch to acceptance
  arrive_ms bigint not null,            -- acceptance to arrival
  rescue_ms bigint not null,            -- arrival to rescue
  rescues bigint not null,              -- that they are made of
  computed_ms bigint not null,
  primary key (unit_id, district_id)
);
