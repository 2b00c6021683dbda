// For programs with a command line.
#include "library.hpp"
#include <CLI/CLI.hpp>
