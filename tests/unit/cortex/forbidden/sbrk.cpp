#include <unistd.h>

int main() {
  return sbrk(16) == nullptr ? 1 : 0;
}
