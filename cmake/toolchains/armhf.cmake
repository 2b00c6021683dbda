# Debian's armhf is ARMv7-A with VFPv3-D16: no fused multiply-add there that could change a float.
set(architecture armhf)
set(triplet arm-linux-gnueabihf)
set(processor arm)
include(${CMAKE_CURRENT_LIST_DIR}/debian.cmake)
# GCC tells at every std::vector of floats in a call that its rules of passing them changed in GCC 7; nothing here is
# older than that.
set(CMAKE_CXX_FLAGS_INIT -Wno-psabi)
