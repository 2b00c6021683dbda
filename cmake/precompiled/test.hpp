// For the test programs: the standard library and Catch2.
#include "library.hpp"
#include <catch2/catch.hpp>
