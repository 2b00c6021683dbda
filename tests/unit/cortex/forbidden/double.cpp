extern "C" volatile unsigned systick_value;

int main() {
  volatile double height = 9.80665;
  return height * static_cast<double>(systick_value) > 1.0 ? 1 : 0;
}
