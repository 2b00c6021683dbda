extern "C" volatile unsigned systick_value;

namespace {

unsigned started = systick_value;

}  // namespace

int main() {
  return static_cast<int>(started);
}
