// The control: what the engine does, arithmetic of floats and of 64-bit times.
extern "C" volatile unsigned systick_value;

int main() {
  volatile float seconds = static_cast<float>(systick_value) * 1e-6F;
  volatile long long us = 1000LL * static_cast<int>(seconds * 1000.0F);
  return static_cast<int>(us / 3);
}
