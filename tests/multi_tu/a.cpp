// The library in two translation units: what is not inline collides.
#include "syncact/syncact.hpp"

const void* where_serial_lives();

inline syncact::Index one_definition() { return syncact::Timeline(syncact::Sampling::every(syncact::Seconds{2}), 7).size(); }

int main() { return one_definition() == 7 && where_serial_lives() != nullptr ? 0 : 1; }
