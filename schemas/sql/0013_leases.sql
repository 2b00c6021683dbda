-- What gateway/leases keeps: which gateways are there, and which of them owns each of the 64 slots. All times are the
-- database's own.

-- A running gateway. `epoch` is taken from the counter gateway_epoch and never used again; without its row a gateway may
-- write nothing. It holds all its slots by this one lease.
create table gateway_members (
  epoch bigint primary key,
  name text not null,                   -- host and process, for people who look
  process text not null,                -- leases::Process, to know a dead one by
  wanted text not null,                 -- 64 times 0 or 1, slot 63 first: those that its configuration lets it own
  joined_ms bigint not null,
  expires_ms bigint not null            -- of the lease, renewed every 3 s
);

create table slot_leases (
  slot bigint primary key,              -- 0 to 63
  epoch bigint not null,                -- of the last taking; from the same counter, so that it only grows
  member bigint references gateway_members (epoch)  -- null: free
);
create index slot_leases_member on slot_leases (member);
insert into slot_leases (slot, epoch) values
  (0, 0), (1, 0), (2, 0), (3, 0), (4, 0), (5, 0), (6, 0), (7, 0), (8, 0), (9, 0), (10, 0), (11, 0), (12, 0), (13, 0),
  (14, 0), (15, 0), (16, 0), (17, 0), (18, 0), (19, 0), (20, 0), (21, 0), (22, 0), (23, 0), (24, 0), (25, 0), (26, 0),
  (27, 0), (28, 0), (29, 0), (30, 0), (31, 0), (32, 0), (33, 0), (34, 0), (35, 0), (36, 0), (37, 0), (38, 0), (39, 0),
  (40, 0), (41, 0), (42, 0), (43, 0), (44, 0), (45, 0), (46, 0), (47, 0), (48, 0), (49, 0), (50, 0), (51, 0), (52, 0),
  (53, 0), (54, 0), (55, 0), (56, 0), (57, 0), (58, 0), (59, 0), (60, 0), (61, 0), (62, 0), (63, 0);
