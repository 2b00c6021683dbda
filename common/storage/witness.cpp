#include "common/storage/witness.hpp"

#include <fmt/format.h>

#include <fstream>
#include <string>
#include <system_error>

#include "common/base/durable_file.hpp"

namespace liftguard::storage {

namespace {

constexpr Statement kChange{"changes.as_committed", "select at_ms, subject from changes where seq = :1"};
// Old changes are thrown away. A change before this one is not missed; without any, all up to the counter were there.
constexpr Statement kFirstKept{"changes.first_kept",
                               "select coalesce((select seq from changes order by seq limit 1), "
                               "(select value + 1 from counters where name = 'changes'))"};

[[noreturn]] void throw_behind(std::string_view how) {
  throw Behind(
      fmt::format("the database is older than what was committed to it ({}): a replica that lagged or a backup "
                  "has taken its place. Stop every gateway and platform, run `liftguard-admin restored --config "
                  "platform.toml`, and start them again",
                  how));
}

bool knows(Connection& fresh, const CommittedChange& change) {
  const Param seq[]{change.seq};
  const Rows rows = fresh.query(kChange, seq);
  if (!rows.empty())
    return rows.front().get<UtcTime>(0) == change.at && rows.front().get<std::int64_t>(1) == change.subject;
  return fresh.query(kFirstKept, {}).front().get<std::int64_t>(0) > change.seq;
}

}  // namespace

void Witness::note(const CommittedChange& change) {
  const std::scoped_lock lock(mutex_);
  newest_ = change;
}

void Witness::examine_at_start(std::uint64_t incarnation) {
  if (file_.empty()) return;
  std::string found;
  if (std::ifstream in(file_); !(in >> found)) return;
  if (found == fmt::format("{:016x}", incarnation)) throw_behind(fmt::format("noted in {}", file_.string()));
  remove_file(file_);
}

void Witness::examine(Connection& fresh, std::uint64_t incarnation) {
  std::optional<CommittedChange> newest;
  {
    const std::scoped_lock lock(mutex_);
    newest = newest_;
  }
  if (!newest || knows(fresh, *newest)) return;
  try {
    if (!file_.empty()) replace_file(file_, fmt::format("{:016x}\n", incarnation));
  } catch (const std::system_error&) {
    // This process ends all the same.
  }
  throw_behind(fmt::format("change {} is not there", newest->seq));
}

}  // namespace liftguard::storage
