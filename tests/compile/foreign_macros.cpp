// Macros that X11, Windows and test frameworks define do not break a header, and are still there afterwards.
#define None 0L
#define Success 0
#define Status int
#define Bool int
#define Complex 0
#define min(a, b) ((a) < (b) ? (a) : (b))
#define max(a, b) ((a) > (b) ? (a) : (b))
#define require(x) static_cast<void>(x)
#define check(x) static_cast<void>(x)
#include "syncact/syncact.hpp"

static_assert(None == 0L && min(1, 2) == 1 && max(1, 2) == 2);
int main() {
  Status status = Success;
  require(status);
}
