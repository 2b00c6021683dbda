-- What the chains of 0015 left out.

-- Orders that were open when chains came have no timer: each gets one, and what of its chain is due by then is taken when
-- it fires. Where nothing is due it goes for nothing.
insert into timers (kind, subject, due_ms)
  select 'escalation', o.id, o.opened_ms + 45001 from orders o where o.closed_ms is null and o.tag <> 3
  and not exists (select 1 from timers t where t.kind = 'escalation' and t.subject = o.id);

-- A notice that was merged into one that has no room for its elevator: whoever got that knows of a number, not of a place.
alter table notices add column unnamed bigint not null default 0;

-- RS-12, AC-1: the district of a dispatcher or regulator; null: the whole city.
alter table accounts add column district_id bigint references districts (id);
create index accounts_district on accounts (district_id);
