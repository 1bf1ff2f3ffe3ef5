#include "syncact/core/executor.hpp"

const void* where_serial_lives() {
  static const syncact::Serial serial;
  return &serial;
}
