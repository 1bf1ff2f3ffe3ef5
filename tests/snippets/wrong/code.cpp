//! [sum]
int sum(int a, int b) {
  //! [inner]
  return a + b;
  //! [inner]
}
//! [sum]
