-- Firmware: the maker's images, how they go out to the boxes, where each box stands. Owner: gateway/rollout.

-- The image itself is a file beside the database, named by its hash.
create table firmware_images (
  id bigint primary key,
  file_hash text not null unique,
  board text not null,
  version bigint not null,
  version_text text not null,
  oldest_base bigint not null,
  size bigint not null,                 -- bytes, header included
  key text not null,                    -- that signed it
  checked bigint not null,              -- 1: the signature was verified when it was added
  header text not null,                 -- 256 bytes in hex: what boxes are offered
  added_ms bigint not null,
  unique (board, version)
);

create table rollouts (
  id bigint primary key,
  image_id bigint not null references firmware_images (id),
  state bigint not null,                -- gateway::RolloutState
  stage bigint not null,                -- gateway::RolloutStage
  reason bigint not null,               -- gateway::RolloutReason: of the last judgement
  crash_free_per_mille bigint not null,
  tried_per_mille bigint not null,
  judged_from bigint not null,
  soak_ms bigint not null,
  began_ms bigint not null,
  stage_began_ms bigint not null,
  changed_ms bigint not null,
  looked_to text not null,              -- the sweep over all boxes has come to this name
  sweeps bigint not null                -- complete ones in this stage
);
create index rollouts_open on rollouts (state) where state <= 2;

-- The boxes of a stage and of those before it.
create table rollout_boxes (
  rollout_id bigint not null references rollouts (id),
  monitor text not null references monitors (name),
  step bigint not null,                 -- gateway::BoxStep
  tried bigint not null,
  failure bigint not null,              -- gateway::BoxFailure
  detail text not null,                 -- in words, of a refusal or failure
  command_id bigint,                    -- that offered the image
  changed_ms bigint not null,
  primary key (rollout_id, monitor)
);
create index rollout_boxes_step on rollout_boxes (rollout_id, step, changed_ms);
create index rollout_boxes_count on rollout_boxes (rollout_id, step, tried, failure);
create index rollout_boxes_of_monitor on rollout_boxes (monitor, rollout_id);

-- What each box that can be updated last said of its firmware.
create table monitor_firmware (
  monitor text primary key references monitors (name),
  board text not null,
  running bigint not null,              -- version
  version bigint not null,              -- that it receives, has ready or on trial, or has rolled back
  phase bigint not null,                -- wire::UpdatePhase
  reason bigint not null,               -- firmware/update/reason.hpp
  boot bigint not null,
  boot_reason bigint not null,          -- wire::BootReason
  safe_mode bigint not null,
  changed_ms bigint not null
);
create index monitor_firmware_board on monitor_firmware (board, monitor);
