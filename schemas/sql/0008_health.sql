-- What boxes measure of themselves (wire::HealthBody). Owner: gateway/health.

-- The last report of each local day; 90 days of a monitor are kept. Null: not measured.
create table monitor_health (
  monitor text not null,
  day bigint not null,                  -- local days since 1970
  happened_ms bigint not null,
  uptime_s bigint,
  starts bigint,
  reset_reason bigint not null,         -- wire::BootReason
  cpu_per_mille bigint,                 -- of one core, since the report before
  resident_kib bigint,
  journal_erases bigint,                -- of all sectors together
  journal_most_erases bigint,           -- of the most worn sector
  journal_worn_out bigint,              -- sectors that are used no more
  storage_free_kib bigint,
  temperature_c double precision,
  battery_volts double precision,
  battery_percent bigint,
  samples bigint,                       -- these and the following: since the start
  samples_late bigint,
  samples_lost bigint,
  connects bigint,
  disconnects bigint,
  sent bigint,
  resent bigint,
  safe_mode bigint,
  primary key (monitor, day)
);

-- One row a monitor: the newest report, and what is wrong since when.
create table monitor_condition (
  monitor text primary key,
  day bigint not null,                  -- of the newest row in monitor_health
  happened_ms bigint not null,
  findings text not null,               -- "battery_low,storage_worn"; empty: nothing
  since_ms bigint not null              -- since when they are what they are
);
create index monitor_condition_found on monitor_condition (monitor) where findings <> '';
