// For programs with a command line.
#include <CLI/CLI.hpp>
#include "library.hpp"
