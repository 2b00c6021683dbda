# Who may include whom, as docs/architecture.md says: down the list only, never up or across.
# Run by every build (target lg_layers) and by `./liftguard check`.
cmake_minimum_required(VERSION 3.25)

# folder prefix = what it may include besides itself and third-party headers; the first matching prefix counts.
set(rules
  "common/base/=schemas/"
  "common/identity/=common/base/"
  "common/observe/=common/base/"
  "common/rescue/=common/base/"
  "common/storage/=common/base/|common/observe/|schemas/"
  "common/wire/=common/base/|schemas/"
  "common/mqtt/=common/base/"
  "common/watchdog/=common/base/"
  "common/trace/=common/base/|schemas/"
  "common/registry/=common/base/|common/storage/|common/rescue/"
  "common/timers/=common/base/|common/storage/|common/watchdog/"
  "common/uploads/=common/base/|common/storage/|common/registry/|schemas/"
  "common/dispatch/=common/base/|common/storage/|common/rescue/|common/registry/|common/timers/|common/uploads/|schemas/"
  "firmware/engine/=schemas/"
  "firmware/calm/=common/base/"
  "firmware/clip/=firmware/engine/|common/base/|schemas/"
  "firmware/journal/=firmware/engine/|common/base/|common/wire/|schemas/"
  "firmware/link/=firmware/engine/|firmware/journal/|common/base/|common/wire/|schemas/"
  "firmware/update/=firmware/journal/|common/base/"
  "firmware/port/=firmware/engine/|firmware/journal/|firmware/link/|common/base/|common/wire/|common/mqtt/|common/trace/|common/observe/|schemas/"
  "firmware/monitor/=firmware/|common/|schemas/"
  "gateway/rollout/=gateway/|common/|firmware/update/|schemas/"
  "gateway/=common/|schemas/"
  "platform/=common/|schemas/"
  "simulators/replay/=firmware/engine/|firmware/clip/|firmware/port/|common/|schemas/"
  "simulators/fleet/=firmware/|common/|schemas/"
  "simulators/=common/|schemas/"
  "tests/=common/|firmware/|gateway/|platform/|simulators/|schemas/")

# Only these may be included by a program that the box ships; everything else of common/ drags in SQL or HTTP.
set(broken 0)
file(GLOB_RECURSE sources RELATIVE ${ROOT}
  ${ROOT}/common/*.[ch]pp ${ROOT}/firmware/*.[ch]pp ${ROOT}/gateway/*.[ch]pp
  ${ROOT}/platform/*.[ch]pp ${ROOT}/simulators/*.[ch]pp ${ROOT}/tests/*.[ch]pp)
foreach(source IN LISTS sources)
  if(source MATCHES "node_modules")
    continue()
  endif()
  set(allowed "NONE")
  foreach(rule IN LISTS rules)
    string(REGEX MATCH "^([^=]+)=(.*)$" _ "${rule}")
    string(FIND "${source}" "${CMAKE_MATCH_1}" at)
    if(at EQUAL 0)
      set(own "${CMAKE_MATCH_1}")
      set(allowed "${CMAKE_MATCH_2}")
      break()
    endif()
  endforeach()
  if(allowed STREQUAL "NONE")
    message(SEND_ERROR "${source}: no rule in cmake/check_layers.cmake says what it may include")
    set(broken 1)
    continue()
  endif()
  file(STRINGS ${ROOT}/${source} includes REGEX "^[ \t]*#[ \t]*include[ \t]*\"")
  foreach(line IN LISTS includes)
    string(REGEX MATCH "\"([^\"]+)\"" _ "${line}")
    set(target "${CMAKE_MATCH_1}")
    if(NOT target MATCHES "^${own}" AND NOT target MATCHES "^(${allowed})")
      message(SEND_ERROR "${source} may not include \"${target}\": allowed are ${own} and ${allowed}")
      set(broken 1)
    endif()
    if(source MATCHES "^firmware/engine/" AND line MATCHES "<(iostream|string|vector|map|memory|functional|thread|mutex)>")
      message(SEND_ERROR "${source}: firmware/engine is freestanding")
      set(broken 1)
    endif()
  endforeach()
  if(source MATCHES "^firmware/engine/")
    file(STRINGS ${ROOT}/${source} hosted
      REGEX "^[ \t]*#[ \t]*include[ \t]*<(iostream|sstream|fstream|string|vector|map|unordered_map|set|deque|list|memory|functional|thread|mutex|atomic|stdexcept|cstdio|cstdlib|cmath|random|regex)>")
    if(hosted)
      message(SEND_ERROR "${source}: firmware/engine is freestanding and includes ${hosted}")
      set(broken 1)
    endif()
  endif()
endforeach()
if(broken)
  message(FATAL_ERROR "include direction broken (see docs/architecture.md)")
endif()
