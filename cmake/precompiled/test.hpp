// For the test programs: the standard library and Catch2.
#include <catch2/catch.hpp>
#include "library.hpp"
