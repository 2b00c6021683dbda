-- Accounts, their sessions and what guards their log-in. Owner: platform/accounts. Same dialect as 0001.

-- AC-1, AC-2. A log-in name is never given again: accounts are cancelled, not deleted.
create table accounts (
  id bigint primary key,
  login text not null,
  login_key text not null unique,       -- login in lower case
  name text not null,
  role bigint not null,                 -- accounts::Role
  unit_id bigint references units (id),
  state bigint not null,                -- accounts::State: 在用, 注销
  password_hash text not null,          -- Argon2id with its parameters and salt
  must_change_password bigint not null, -- AC-3
  created_ms bigint not null,
  changed_ms bigint not null
);
create index accounts_unit on accounts (unit_id);

-- A session is known by the hash of its token; the token itself is in the browser's cookie alone.
create table sessions (
  token_hash text primary key,
  account_id bigint not null references accounts (id),
  began_ms bigint not null,
  used_ms bigint not null,              -- to the minute
  source text not null,
  agent text not null
);
create index sessions_account on sessions (account_id);

-- AC-10: devices that have logged in to an account before.
create table known_devices (
  token_hash text not null,
  account_id bigint not null references accounts (id),
  used_ms bigint not null,
  primary key (token_hash, account_id)
);

-- AC-10: wrong passwords, by account and source, by account, by source (accounts::Failures).
create table log_in_failures (
  failure_key text primary key,
  count bigint not null,
  began_ms bigint not null,
  last_ms bigint not null
);
create index log_in_failures_began on log_in_failures (began_ms);
