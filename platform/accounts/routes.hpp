// HTTP of the session: log-in, who am I, log-out, password.
#pragma once

#include "platform/app/call.hpp"

namespace liftguard::accounts {

inline constexpr std::string_view kSessionCookie = "lg_session";
inline constexpr std::string_view kDeviceCookie = "lg_device";

[[nodiscard]] http::Response post_session(app::Call& call);
[[nodiscard]] http::Response get_session(app::Call& call);
[[nodiscard]] http::Response delete_session(app::Call& call);
[[nodiscard]] http::Response put_password(app::Call& call);

}  // namespace liftguard::accounts
