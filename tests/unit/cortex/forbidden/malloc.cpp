#include <stdlib.h>

int main() {
  return malloc(16) == nullptr ? 1 : 0;
}
