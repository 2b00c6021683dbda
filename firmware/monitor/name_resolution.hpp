// How long the broker's name may hold up the network thread where no name server answers.
#pragma once

namespace liftguard::monitor {

// Before any thread is made. Paho resolves names in the thread that connects, under a lock of its own; the C library's
// usual 5 s, twice, for each server and each search domain would outlast the watchdog's patience in every radio hole.
// One try of 1 s a server and no search domains: 6 s with the three servers that resolv.conf may name (both address
// families). What the environment says already (resolver(5): RES_OPTIONS, LOCALDOMAIN) stays.
void bound_name_resolution();

}  // namespace liftguard::monitor
