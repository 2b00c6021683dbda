-- Towns on their way into the registry. Owner: platform/admin.

-- One that is being staged counts for nothing and is thrown away when its process died; one that is accepted will be
-- carried out, whoever does it. Its lifts come into the registry some at a time, each with all that belongs to it.
create table imports (
  id bigint primary key,
  state bigint not null,                -- admin::ImportState
  began_ms bigint not null,
  touched_ms bigint not null,           -- of its last transaction
  applied bigint not null               -- seq of the last row that is in the registry
);
create index imports_open on imports (id) where state <> 3;

create table import_rows (
  import_id bigint not null references imports (id),
  seq bigint not null,                  -- from 1, in the order in which rows are applied
  kind bigint not null,                 -- admin::RowKind
  content text not null,                -- JSON
  primary key (import_id, seq)
);
