// Two gateways that both believe they own a slot and get the same alarms at the same instant (fault row B7).
#pragma once

namespace liftguard::gateway::testing {

// One alarm of each of `lifts` lifts, to both at once. Fails the test unless each became one order, one of the two
// stored it, the other found it a repeat, and both confirmed it.
void receive_twice(int lifts);

}  // namespace liftguard::gateway::testing
