#include "platform/live/hub.hpp"

#include <algorithm>
#include <map>

#include "platform/http/json_writer.hpp"

namespace liftguard::live {

namespace {

http::Body greeting(std::string_view event, std::int64_t newest, UtcTime now) {
  http::JsonWriter json;
  json.begin_object().member("now_ms", now).member("change_seq", newest).end_object();
  return std::make_shared<const std::string>(http::format_event(event, newest, json.take()));
}

}  // namespace

Hub::Hub(std::int64_t newest_change, const HubOptions& options)
    : options_(options), backlog_(newest_change, options.backlog_bytes) {}

void Hub::drop_closed() {
  std::erase_if(entries_, [](const Entry& entry) { return entry.stream->state() != http::EventStream::State::open; });
}

bool Hub::has_room_for(AccountId account) const {
  const auto own = static_cast<std::size_t>(std::count_if(
      entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.subscriber.account == account; }));
  return entries_.size() < options_.most_streams && own < options_.most_streams_per_account;
}

std::shared_ptr<http::EventStream> Hub::subscribe(const Subscriber& subscriber, std::optional<std::int64_t> last_seen,
                                                  UtcTime now) {
  const std::lock_guard lock(mutex_);
  drop_closed();
  if (!has_room_for(subscriber.account)) return nullptr;
  auto stream = std::make_shared<http::EventStream>();
  if (last_seen) {
    const auto missed = backlog_.after(*last_seen, subscriber.scope, options_.most_replayed_bytes);
    if (!missed) stream->push(greeting("resync", backlog_.newest(), now));
    for (const auto& text : missed.value_or(std::vector<http::Body>{})) stream->push(text);
  }
  stream->push(greeting("hello", backlog_.newest(), now));
  entries_.push_back({subscriber, stream});
  return stream;
}

void Hub::publish(Message message) {
  const std::lock_guard lock(mutex_);
  bool lost = false;
  for (const auto& entry : entries_) {
    if (reaches(message.audience, entry.subscriber.scope)) lost = !entry.stream->push(message.text) || lost;
  }
  if (lost) drop_closed();
  backlog_.add(std::move(message));
}

void Hub::heartbeat() {
  const std::lock_guard lock(mutex_);
  // An id without data moves Last-Event-ID and makes no event (HTML standard, 9.2.6).
  const auto beat = std::make_shared<const std::string>(":\nid: " + std::to_string(backlog_.newest()) + "\n\n");
  for (const auto& entry : entries_) entry.stream->push(beat);
  drop_closed();
}

void Hub::check_sessions(const ScopeNow& scope_now) {
  std::map<std::string, std::optional<dispatch::Scope>> scopes;
  {
    const std::lock_guard lock(mutex_);
    drop_closed();
    for (const auto& entry : entries_) scopes.try_emplace(entry.subscriber.session_token);
  }
  for (auto& [token, scope] : scopes) scope = scope_now(token);  // asks the database: not under the lock
  const std::lock_guard lock(mutex_);
  for (auto& entry : entries_) {
    const auto found = scopes.find(entry.subscriber.session_token);
    if (found == scopes.end()) continue;
    entry.subscriber.scope = found->second;
    if (!found->second) entry.stream->end();
  }
  drop_closed();
}

std::size_t Hub::streams() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

std::int64_t Hub::newest() const {
  const std::lock_guard lock(mutex_);
  return backlog_.newest();
}

}  // namespace liftguard::live
