// HTTP of the live channel.
#pragma once

#include "platform/app/call.hpp"

namespace liftguard::live {

[[nodiscard]] http::Response get_live(app::Call& call);

}  // namespace liftguard::live
