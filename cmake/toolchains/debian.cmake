# Toolchain of a Debian architecture other than this machine's: Debian's cross compiler, and headers and libraries from
# build/sysroot/<architecture>, which deploy/launcher/cross.sh unpacks there. Included with `triplet`, `architecture` and
# `processor` set. Programs (flatc above all) are the build machine's own.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR ${processor})
set(CMAKE_C_COMPILER ${triplet}-gcc)
set(CMAKE_CXX_COMPILER ${triplet}-g++)
set(CMAKE_LIBRARY_ARCHITECTURE ${triplet})

get_filename_component(CMAKE_SYSROOT ${CMAKE_CURRENT_LIST_DIR}/../../build/sysroot/${architecture} ABSOLUTE)
if(NOT EXISTS ${CMAKE_SYSROOT}/complete)
  message(FATAL_ERROR "${CMAKE_SYSROOT} is not there: `./liftguard package` and `./liftguard test long` make it")
endif()
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)

# What the box's program needs of the target is run by hand or in a test under this.
find_program(qemu_user NAMES qemu-${processor} qemu-${processor}-static)
if(qemu_user)
  set(CMAKE_CROSSCOMPILING_EMULATOR ${qemu_user} -L ${CMAKE_SYSROOT})
endif()
