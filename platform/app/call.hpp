// What a handler is given, and the shape of the route table.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/base/clock.hpp"
#include "common/storage/database.hpp"
#include "platform/accounts/log_in.hpp"
#include "platform/http/message.hpp"
#include "platform/http/route.hpp"
#include "platform/http/security_headers.hpp"
#include "platform/http/server.hpp"

namespace liftguard::live {
class Hub;
}

namespace liftguard::app {

// What handlers work with; made once, used by all threads.
struct Services {
  storage::Database& database;
  const CivilClock& clock;  // anchored to the database's time
  live::Hub& hub;
  accounts::Policy policy;
  http::Transport transport = http::Transport::tls_in_front;
};

// Who is asking: known by the session cookie, looked up anew at every request.
struct Caller {
  accounts::Account account;
  std::string session_token;
};

struct Call {
  Services& services;
  const http::Request& request;
  http::PathValues path;
  std::optional<Caller> caller;  // present on every route but those for anyone

  [[nodiscard]] UtcTime now() const { return services.clock.utc_now(); }
  [[nodiscard]] const accounts::Account& account() const { return caller->account; }
};

using Handler = http::Response (*)(Call&);

// Who may call a route. Every further right (whose orders, which dispatch) is decided by the module.
enum class Admits : std::uint8_t {
  anyone,
  first_password_too,  // logged in, even if the first password has not been changed yet (AC-3)
  logged_in,
  district,  // who answers for a district or for all: no account of a unit
  desk,
};

struct Route {
  http::Method method;
  std::string_view pattern;
  Admits admits;
  http::Lane lane;
  Handler handler;
};

}  // namespace liftguard::app
