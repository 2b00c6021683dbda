// The rescue store: the only SQL on orders, dispatches, steps, limits, notices and desk alerts. Linked by the gateway,
// which creates, and by the platform, whose users act. All times are the database's, handed in.
#pragma once

#include "common/dispatch/alarms.hpp"
#include "common/dispatch/desk.hpp"
#include "common/dispatch/limits.hpp"
#include "common/dispatch/notices.hpp"
#include "common/dispatch/seen.hpp"
#include "common/dispatch/taps.hpp"
#include "common/dispatch/views.hpp"
