#include "platform/live/backlog.hpp"

#include <algorithm>

namespace liftguard::live {

bool reaches(const Audience& audience, const std::optional<dispatch::Scope>& scope) {
  if (!scope) return false;
  return !scope->unit || std::find(audience.units.begin(), audience.units.end(), scope->unit) != audience.units.end();
}

void Backlog::add(Message message) {
  newest_ = message.seq;
  bytes_ += message.text->size();
  messages_.push_back(std::move(message));
  while (bytes_ > most_bytes_) {
    bytes_ -= messages_.front().text->size();
    from_ = messages_.front().seq;
    messages_.pop_front();
  }
}

std::optional<std::vector<http::Body>> Backlog::after(std::int64_t seq, const std::optional<dispatch::Scope>& scope,
                                                      std::size_t most_bytes) const {
  if (seq < from_ || seq > newest_) return std::nullopt;
  std::vector<http::Body> missed;
  std::size_t bytes = 0;
  const auto first = std::upper_bound(messages_.begin(), messages_.end(), seq,
                                      [](std::int64_t wanted, const Message& message) { return wanted < message.seq; });
  for (auto message = first; message != messages_.end(); ++message) {
    if (!reaches(message->audience, scope)) continue;
    bytes += message->text->size();
    if (bytes > most_bytes) return std::nullopt;
    missed.push_back(message->text);
  }
  return missed;
}

}  // namespace liftguard::live
