-- Boxes whose identity counts no more (fault row E10). A revoked name is never used again.

alter table monitors add column revoked_ms bigint;           -- null: it is in use
alter table monitors add column untrusted_since_ms bigint;   -- from when on its word is not to be believed: the theft
alter table monitors add column revoked_by text;
alter table monitors add column revoked_reason text;
alter table monitors add column revoked_serials text;        -- certificates besides those the authority knows, in hex
create index monitors_revoked on monitors (revoked_ms) where revoked_ms is not null;

-- When what we rest on ends: certificates, authorities, revocation lists, as the programs that read them have seen.
-- Owner: gateway/expiry.
create table expiries (
  name text primary key,
  ends_ms bigint not null,
  seen_ms bigint not null
);
