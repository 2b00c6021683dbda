#include "gateway/certificates/store.hpp"

#include <fmt/format.h>

#include "common/base/calendar.hpp"
#include "common/identity/request.hpp"
#include "common/registry/store.hpp"
#include "common/storage/audit.hpp"

namespace liftguard::gateway::certificates {

using storage::Row;
using storage::Session;
using storage::Statement;
using storage::Transaction;

namespace {

#define LIFTGUARD_CERTIFICATE_REQUEST \
  "select id, monitor, request, asked_ms, state, reason, decided_ms, valid_until_ms from certificate_requests "
constexpr Statement kFind{"certificate_requests.find",
                          LIFTGUARD_CERTIFICATE_REQUEST "where monitor = :1 and request = :2"};
constexpr Statement kWaiting{"certificate_requests.waiting",
                             LIFTGUARD_CERTIFICATE_REQUEST "where state = 1 order by asked_ms limit 1"};
constexpr Statement kNewest{"certificate_requests.newest", LIFTGUARD_CERTIFICATE_REQUEST "order by id desc limit :1"};
#undef LIFTGUARD_CERTIFICATE_REQUEST

constexpr Statement kInsert{"certificate_requests.insert",
                            "insert into certificate_requests (id, monitor, request, asked_ms, state, reason) "
                            "values (:1, :2, :3, :4, 1, '')"};
constexpr Statement kOvertake{"certificate_requests.overtake",
                              "update certificate_requests set state = 4, decided_ms = :2 "
                              "where monitor = :1 and state = 1"};
constexpr Statement kAgain{"certificate_requests.again",
                           "update certificate_requests set state = 1, asked_ms = :2, reason = '', decided_ms = null "
                           "where id = :1"};
constexpr Statement kForget{
    "certificate_requests.forget",
    "delete from certificate_requests where monitor = :1 and state > 1 and id <= "
    "(select id from certificate_requests where monitor = :1 and state > 1 order by id desc limit 1 offset :2)"};
constexpr Statement kGivenLately{"certificate_requests.given_lately",
                                 "select count(*) from certificate_requests "
                                 "where monitor = :1 and state = 2 and decided_ms > :2"};
constexpr Statement kGiven{"certificate_requests.given",
                           "update certificate_requests set state = 2, decided_ms = :2, valid_until_ms = :3, "
                           "command = :4 where id = :1"};
constexpr Statement kRefused{"certificate_requests.refused",
                             "update certificate_requests set state = 3, decided_ms = :2, reason = :3 where id = :1"};

Request read(Row& row) {
  Request out;
  out.id = row.take<RequestId>();
  out.monitor = row.take<std::string>();
  out.request = row.take<std::string>();
  out.asked = row.take<UtcTime>();
  out.state = row.take<State>();
  out.reason = row.take<std::string>();
  out.decided = row.take<std::optional<UtcTime>>();
  out.valid_until = row.take<std::optional<UtcTime>>();
  return out;
}

std::optional<Request> read_one(std::optional<Row> row) {
  if (!row) return std::nullopt;
  return read(*row);
}

void audit(Transaction& tx, const Request& request, std::string_view action, const std::string& after, UtcTime now) {
  storage::append_audit(tx,
                        {.actor = {.name = "系统"},
                         .action = std::string(action),
                         .subject = request.id.value,
                         .after = fmt::format(R"({{"monitor":"{}",{}}})", request.monitor, after)},
                        now);
}

}  // namespace

Taken take_request(Transaction& tx, std::string_view monitor, std::string_view request_pem, UtcTime now) {
  if (request_pem.size() > identity::kMaxRequest) return Taken::too_large;
  if (!registry::find_monitor(tx, monitor)) return Taken::unknown_monitor;
  if (const auto known = read_one(tx.query_one(kFind, monitor, request_pem))) {
    if (!is_asked_again(known->state, known->decided, now)) return Taken::known;
    tx.exec(kAgain, known->id, now);
    return Taken::taken;
  }
  tx.exec(kOvertake, monitor, now);
  tx.exec(kForget, monitor, kMaxKept - 1);
  tx.exec(kInsert, tx.make_id<RequestId>(), monitor, request_pem, now);
  return Taken::taken;
}

std::optional<Request> next_waiting(Session& session) {
  return read_one(session.query_one(kWaiting));
}

int given_lately(Session& session, std::string_view monitor, UtcTime now) {
  return session.query_one(kGivenLately, monitor, now - kGivenWithin)->get<int>(0);
}

void settle_given(Transaction& tx, const Request& request, const Given& given, UtcTime now) {
  tx.exec(kGiven, request.id, now, given.valid_until, given.command);
  audit(tx, request, "certificate.given", fmt::format(R"("valid_until_ms":{})", to_ms(given.valid_until)), now);
}

void settle_refused(Transaction& tx, const Request& request, std::string_view reason, UtcTime now) {
  tx.exec(kRefused, request.id, now, reason);
  audit(tx, request, "certificate.refused", fmt::format(R"("reason":"{}")", reason), now);
}

std::vector<Request> newest(Session& session, int limit) {
  std::vector<Request> out;
  for (Row& row : session.query(kNewest, limit)) out.push_back(read(row));
  return out;
}

std::string describe(const Request& request) {
  const std::string more = request.state == State::given && request.valid_until
                               ? "至 until " + format_local(*request.valid_until)
                               : request.reason;
  return fmt::format("{}  {}  {} {}  {}\n", request.monitor, format_local(request.asked), chinese(request.state),
                     name_of(request.state), more);
}

}  // namespace liftguard::gateway::certificates
