# Every third-party library, found once. Debian 12's packages; `liftguard` installs them.

find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS system json)
find_package(FlatBuffers CONFIG REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(PahoMqttCpp REQUIRED)
find_program(FLATC flatc REQUIRED)

find_path(SODIUM_INCLUDE sodium.h REQUIRED)
find_library(SODIUM_LIBRARY sodium REQUIRED)
add_library(lg_sodium INTERFACE)
target_link_libraries(lg_sodium INTERFACE ${SODIUM_LIBRARY})

if(LIFTGUARD_BOX_ONLY)
  return()
endif()

find_package(Boost 1.81 REQUIRED COMPONENTS url)
find_package(Catch2 2 REQUIRED)
include(Catch)
find_package(SQLite3 REQUIRED)
find_package(PostgreSQL REQUIRED)
find_package(CURL REQUIRED)
find_package(prometheus-cpp CONFIG REQUIRED)

