// The rescue store: the only SQL on orders, dispatches, steps, limits, notices and desk alerts. Linked by the gateway,
// which creates, and by the platform, whose users act. All times are the database's, handed in.
//
// Changes that it appends (common/storage/changes.hpp): "order" and "notice", both with the order as subject, and
// "desk_alert" with the alert. An order's change names no unit: whether a unit may see it, order_summary says.
#pragma once

#include "common/dispatch/alarms.hpp"
#include "common/dispatch/chains.hpp"
#include "common/dispatch/contact_check.hpp"
#include "common/dispatch/desk.hpp"
#include "common/dispatch/escalation.hpp"
#include "common/dispatch/incidents.hpp"
#include "common/dispatch/limits.hpp"
#include "common/dispatch/notice_escalation.hpp"
#include "common/dispatch/notices.hpp"
#include "common/dispatch/open_episodes.hpp"
#include "common/dispatch/passengers.hpp"
#include "common/dispatch/seen.hpp"
#include "common/dispatch/taps.hpp"
#include "common/dispatch/typical_times.hpp"
#include "common/dispatch/views.hpp"
