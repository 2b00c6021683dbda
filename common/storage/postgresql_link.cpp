#include "common/storage/postgresql_link.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <array>
#include <cerrno>

#include "common/storage/sqlstate.hpp"

namespace liftguard::storage {

namespace {

struct Setting {
  const char* name;
  const char* value;
};
// What a URL may say otherwise: a server that is gone without a word is noticed within about eight seconds, also where
// no reply is waited for.
constexpr std::array<Setting, 7> kDefaults{{{"application_name", "liftguard"},
                                            {"connect_timeout", "5"},
                                            {"keepalives_idle", "3"},
                                            {"keepalives_interval", "1"},
                                            {"keepalives_count", "5"},
                                            {"tcp_user_timeout", "8000"},
                                            {"target_session_attrs", "read-write"}}};

// libpq ends its messages with a line break, and may send several lines.
std::string one_line(std::string_view text) {
  std::string line(text.substr(0, text.find_last_not_of(" \n") + 1));
  for (char& c : line)
    if (c == '\n') c = ' ';
  return line;
}

std::string_view sqlstate_of(const PGresult& result) {
  const char* state = PQresultErrorField(&result, PG_DIAG_SQLSTATE);
  return state == nullptr ? std::string_view{} : std::string_view(state);
}

// libpq's form of parameters: parallel arrays, in the binary format (1). Text is the same in both formats.
struct Arrays {
  explicit Arrays(std::span<const WireParam> params) {
    for (const WireParam& param : params) {
      types.push_back(param.type);
      values.push_back(param.null ? nullptr : param.bytes.data());
      lengths.push_back(static_cast<int>(param.bytes.size()));
      formats.push_back(1);
    }
  }
  [[nodiscard]] int count() const { return static_cast<int>(types.size()); }

  std::vector<Oid> types;
  std::vector<const char*> values;
  std::vector<int> lengths, formats;
};

}  // namespace

PostgresqlLink::PostgresqlLink(const std::string& url) {
  std::vector<const char*> names, values;
  for (const Setting& setting : kDefaults) {
    names.push_back(setting.name);
    values.push_back(setting.value);
  }
  for (const Setting& setting : {Setting{"dbname", url.c_str()}, Setting{"client_encoding", "UTF8"}, Setting{}}) {
    names.push_back(setting.name);
    values.push_back(setting.value);
  }
  session_.reset(PQconnectdbParams(names.data(), values.data(), 1));
  if (!session_) throw Busy("PostgreSQL: no memory for a connection");
  if (PQstatus(session_.get()) != CONNECTION_OK)
    throw Busy(fmt::format("PostgreSQL: {}", one_line(PQerrorMessage(session_.get()))));
  PQsetnonblocking(session_.get(), 1);
  PQsetErrorVerbosity(session_.get(), PQERRORS_TERSE);  // without the values of the row, which no log is to hold
  PQsetNoticeProcessor(
      session_.get(), [](void*, const char*) {}, nullptr);  // otherwise libpq prints warnings itself
}

Result PostgresqlLink::run(std::string_view what, const std::string& sql) {
  return answer(what, PQsendQuery(session_.get(), sql.c_str()));
}

void PostgresqlLink::prepare(std::string_view what, const std::string& name, const std::string& sql,
                             std::span<const WireParam> types) {
  const Arrays arrays(types);
  answer(what, PQsendPrepare(session_.get(), name.c_str(), sql.c_str(), arrays.count(), arrays.types.data()));
}

Result PostgresqlLink::run_prepared(std::string_view what, const std::string& name, std::span<const WireParam> params) {
  const Arrays arrays(params);
  return answer(what, PQsendQueryPrepared(session_.get(), name.c_str(), arrays.count(), arrays.values.data(),
                                          arrays.lengths.data(), arrays.formats.data(), 0));
}

Result PostgresqlLink::run_once(std::string_view what, const std::string& sql, std::span<const WireParam> params) {
  const Arrays arrays(params);
  return answer(what, PQsendQueryParams(session_.get(), sql.c_str(), arrays.count(), arrays.types.data(),
                                        arrays.values.data(), arrays.lengths.data(), arrays.formats.data(), 0));
}

int PostgresqlLink::take_notifications() {
  if (PQconsumeInput(session_.get()) == 0) lose("notifications", true);
  int count = 0;
  for (PGnotify* notification = PQnotifies(session_.get()); notification != nullptr;
       notification = PQnotifies(session_.get())) {
    PQfreemem(notification);
    ++count;
  }
  return count;
}

// The last result of a command, after which the session is ready for the next. What the server said before it ended
// the session counts: it may be that it never looked at the command.
Result PostgresqlLink::answer(std::string_view what, int sent) {
  if (sent == 0) lose(what, true);
  Result last, failed, result;
  const bool sent_whole = flush();
  bool here = next_result(result);
  for (; here && result; here = next_result(result)) {
    const auto status = PQresultStatus(result.get());
    const bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    if (!good && !failed)
      failed = std::move(result);
    else
      last = std::move(result);
  }
  lost_ = !here || !sent_whole;
  if (failed) refuse(what, *failed);
  if (lost_ || !last) lose(what, false);
  return last;
}

bool PostgresqlLink::next_result(Result& result) {
  while (PQisBusy(session_.get()) != 0)
    if (!wait(POLLIN) || PQconsumeInput(session_.get()) == 0) return false;
  result.reset(PQgetResult(session_.get()));
  return true;
}

bool PostgresqlLink::flush() {
  for (int left = PQflush(session_.get()); left != 0; left = PQflush(session_.get()))
    if (left < 0 || !wait(POLLIN | POLLOUT) || PQconsumeInput(session_.get()) == 0) return false;
  return true;
}

bool PostgresqlLink::wait(short events) const {
  pollfd socket{.fd = PQsocket(session_.get()), .events = events, .revents = 0};
  int ready = 0;
  do {
    ready = poll(&socket, 1, reply_timeout_ms_);
  } while (ready < 0 && errno == EINTR);
  return ready > 0;
}

void PostgresqlLink::lose(std::string_view what, bool before_command) {
  lost_ = true;
  std::string why = one_line(PQerrorMessage(session_.get()));
  if (why.empty()) why = fmt::format("no answer within {} ms", reply_timeout_ms_);
  throw Lost(fmt::format("{}: {}", what, why), before_command);
}

void PostgresqlLink::refuse(std::string_view what, const PGresult& failed) {
  const std::string_view state = sqlstate_of(failed);
  const std::string text = fmt::format("{}: {} ({})", what, one_line(PQresultErrorMessage(&failed)), state);
  if (PQstatus(session_.get()) == CONNECTION_BAD) lost_ = true;
  if (lost_) throw Lost(text, ended_before_command(state));
  switch (judge_sqlstate(state)) {
    case Trouble::again:
      throw Busy(text);
    case Trouble::conflict:
      throw Conflict(text);
    case Trouble::stale:
      throw StalePlan(text);
    case Trouble::broken:
      break;
  }
  throw DatabaseError(text);
}

}  // namespace liftguard::storage
