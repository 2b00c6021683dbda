-- What passes between the people in a car and those who rescue them.

-- What passengers answered, by the episode of their box, which leads to the order. Owner: common/dispatch.
create table passenger_answers (
  id bigint primary key,
  monitor text not null,
  journal bigint not null,
  episode bigint not null,
  question bigint not null,             -- dispatch::PassengerQuestion
  reply bigint not null,                -- dispatch::PassengerReply
  happened_ms bigint not null,
  received_ms bigint not null
);
create index passenger_answers_episode on passenger_answers (monitor, journal, episode, id);

-- What a box was last told of the rescue in an episode, and in which of its sessions. Owner: gateway/news.
create table rescue_news (
  monitor text not null,
  journal bigint not null,
  episode bigint not null,
  step bigint not null,                 -- rescue::Step
  boot bigint not null,
  session bigint not null,
  told_ms bigint not null,
  primary key (monitor, journal, episode)
);
