#include "syncact/syncact.hpp"

const void* where_serial_lives() {
  static const syncact::Serial serial;
  return &serial;
}
