-- DV-22: which elevators have proven that an alarm of theirs would arrive. Owner: common/registry.

create table self_tests (
  monitor text primary key references monitors (name),
  counts_from_ms bigint,                -- 72 h run from here: the last good one, or the binding; null: bound to nothing
  unproven_ms bigint,                   -- since when it is known to be unproven
  last_good_ms bigint,
  last_ms bigint,                       -- of the newest, good or not
  findings text not null,               -- of the newest: "storage,sensor:door"; empty: good
  firmware text not null,               -- and what else it told; null: not measured
  battery_volts double precision,
  mains bigint,
  link_ok bigint,
  confirm_ms bigint                     -- how long the one before had waited for its confirmation
);
create index self_tests_counts_from on self_tests (counts_from_ms);
create index self_tests_proven on self_tests (counts_from_ms) where unproven_ms is null;

insert into self_tests (monitor, counts_from_ms, findings, firmware)
  select monitor, from_ms, '', '' from bindings where until_ms is null;
