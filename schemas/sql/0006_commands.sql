-- What boxes are told to do, what became of it. Owner: gateway/commands.

-- The id is also the command's number on the wire; ids are never given twice (common/base/id.hpp).
create table commands (
  id bigint primary key,
  monitor text not null references monitors (name),
  errand text not null,                 -- wire::errand_name
  body text not null,                   -- the message as it is sent, in hex
  asked_by text not null,               -- a person's name; 系统 for the system
  created_ms bigint not null,
  expires_ms bigint not null,           -- not done afterwards
  state bigint not null,                -- gateway::commands::State
  sends bigint not null,
  sent_ms bigint,                       -- the last time
  next_send_ms bigint,                  -- null: closed, or to be sent when the box is there again
  outcome bigint,                       -- wire::CommandOutcome; null: no answer
  detail text not null,                 -- of the answer
  answered_ms bigint                    -- when the answer came to be in the database
);
create index commands_of_monitor on commands (monitor, id);
create index commands_open on commands (monitor) where state <= 2;
create index commands_due on commands (next_send_ms, id) where next_send_ms is not null;
