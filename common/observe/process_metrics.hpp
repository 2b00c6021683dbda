// What the kernel knows of this process, under the names that Prometheus's own clients use: resident memory, open
// descriptors, threads, processor time, start.
#pragma once

#include "common/observe/metrics.hpp"

namespace liftguard::observe {

// Read from /proc/self at each collection. Once a Metrics object.
void add_process_metrics(Metrics& metrics);

}  // namespace liftguard::observe
