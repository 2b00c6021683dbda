-- Certificates that boxes ask for before theirs end, and what the authority made of it. Owner: gateway/certificates.

create table certificate_requests (
  id bigint primary key,
  monitor text not null references monitors (name),
  request text not null,                -- PKCS#10 in PEM, as the box sent it
  asked_ms bigint not null,             -- when it came to be in the database, the last time
  state bigint not null,                -- gateway::certificates::State
  reason text not null,                 -- of a refusal: its code
  decided_ms bigint,
  valid_until_ms bigint,                -- of what was signed
  command bigint,                       -- that takes the certificate to the box
  unique (monitor, request)
);
create index certificate_requests_waiting on certificate_requests (asked_ms) where state = 1;
create index certificate_requests_of_monitor on certificate_requests (monitor, id);
